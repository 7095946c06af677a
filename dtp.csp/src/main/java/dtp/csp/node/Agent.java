package dtp.csp.node;

/**
 * Somebody with timers on the node's thread, such as a paced sender. Polled at each turn of the node, so both methods must be
 * cheap when nothing is due; whoever has many timers keeps them in a queue of its own.
 */
public interface Agent {
    /** When {@link #onTime} is to be called, {@link Long#MAX_VALUE}: not at all. */
    long nextDeadlineNs();

    /** Called at each turn at or after the deadline. */
    void onTime(long nowNs);
}
