package dtp.api;

/** How sure a finished transfer is. */
public enum Verification {
    /** Nothing to compare with (base TCP, C server). Exit code 0, and "not verified" is printed. */
    NONE,
    /** Size only, and for puts the remote's word. */
    SIZE,
    /** Every block or the whole file against a digest. */
    DIGEST
}
