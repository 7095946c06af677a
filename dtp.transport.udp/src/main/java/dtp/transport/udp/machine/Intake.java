package dtp.transport.udp.machine;

import dtp.transport.udp.wire.Packet.Done;
import java.nio.ByteBuffer;

/** How pieces come from one peer: by ranges, or as a base peer can. The machine's thread. */
interface Intake {
    /** DATA with a piece, its header unread. */
    void data(ByteBuffer in, long nowNs);

    void done(Done done, long nowNs);

    /** Asks, reports, and notices silence. */
    void run(long nowNs);

    long deadlineNs();

    /** Pieces asked for that have not come. */
    long outstanding();

    /** Gives what was asked back to the pool: the peer is gone. */
    void giveBack();

    /** How far apart pieces come at the rate that holds; 0 while unknown. */
    long packetNs();

    /** How often in a row the quiet time passed without a datagram. */
    int quiets();

    /** New limit in bytes of pieces a second. */
    void limit(long bytesPerSecond);

    /** Up to {@code most} of the last pieces that are still to come, into the pool, so that a faster peer is asked too. */
    void share(long most);
}
