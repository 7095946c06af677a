package dtp.shell.command;

/** The exit codes of every command. */
final class Exit {
    static final int COMPLETE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    /** Incomplete but resumable; how is printed. */
    static final int RESUMABLE = 3;

    private Exit() {}

    /** A failure outweighs what can be resumed, and that what is complete. */
    static int worst(int a, int b) {
        if (a == FAILED || b == FAILED) {
            return FAILED;
        }
        return Math.max(a, b);
    }
}
