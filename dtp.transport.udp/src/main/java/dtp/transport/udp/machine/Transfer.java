package dtp.transport.udp.machine;

import dtp.api.transport.End;
import java.nio.ByteBuffer;

/** A client's get, contact or put, from its request to its end. The machine's thread. */
public interface Transfer {
    void start(long nowNs);

    /** @param lane which of the lines given at construction it came on */
    void onDatagram(int lane, ByteBuffer in, long nowNs);

    /** Nobody listens there (ICMP port unreachable), or the address is none. */
    void unreachable(int lane, String why, long nowNs);

    void run(long nowNs);

    long deadlineNs(long nowNs);

    void throughput(long bytesPerSecond);

    /** Ends it as said, unless it has ended; the servers are told. */
    void stop(End end);

    boolean ended();
}
