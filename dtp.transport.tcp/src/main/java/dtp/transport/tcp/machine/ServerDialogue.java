package dtp.transport.tcp.machine;

/** What follows a first message, seen by the server. The connection's thread. */
interface ServerDialogue {
    void start();

    /** @return false: a message was refused, or the peer does not keep to the dialogue; the connection ends */
    boolean onBytes(Inflow in, long nowNs);

    default void onBodyProgress(long bytes) {}

    default void onBodySent(long nowNs) {}

    void onTick(long nowNs);

    /** The server works or waits for its own disk: no idle timeout. */
    boolean isBusy();

    /** All that was to come has come, and what follows is this side's: the peer may have closed its own. */
    default boolean hasAll() {
        return false;
    }

    /** The connection is gone or the dialogue over: everything is given back. Idempotent. */
    void end(String why);
}
