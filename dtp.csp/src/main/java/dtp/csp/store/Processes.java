package dtp.csp.store;

/** What the journal must know of this machine's processes. Any thread. */
public interface Processes {
    /** This process. */
    Owner self();

    /** Differs after every start of the machine; empty where the platform has none, which counts as different from itself. */
    default String bootId() {
        return self().bootId();
    }

    /** True when that very process, not another with its number, runs on this machine now. */
    boolean alive(Owner owner);

    /** True when it lives and is not this one. */
    default boolean livesElsewhere(Owner owner) {
        return !owner.equals(self()) && alive(owner);
    }
}
