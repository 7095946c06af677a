package dtp.tck.sim;

/** The simulated machine has lost power: unchecked, so that no code under test takes it for a failing disk and goes on. */
public final class PowerCutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public PowerCutException(long call) {
        super("power cut at disk call " + call);
    }
}
