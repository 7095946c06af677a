package dtp.transport.tcp.machine;

/** One end of one connection. One thread calls; times are of one clock that never goes back. */
public interface Machine {
    void onBytes(Inflow in, long nowNs);

    void onBodyProgress(long bytes, long nowNs);

    void onBodySent(long nowNs);

    /** What was to be sent cannot be read to its end; nothing more of it is sent. The connection is ended afterwards. */
    void onBodyFailed(Exception cause, long nowNs);

    /** The other side sends nothing more, but may still read; only told to a server. */
    default void onInputEnd(long nowNs) {}

    /** The connection is gone, by whomever; nothing is called afterwards. */
    void onClosed(boolean orderly, String why, long nowNs);

    /** About every 200 ms. */
    void onTick(long nowNs);
}
