package dtp.transport.zmq.machine;

import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.transport.zmq.wire.Checksum;
import java.nio.ByteBuffer;
import java.util.List;

/** What an {@link UploadMachine} has done for it, on the machine's thread. */
public interface UploadPort {
    void send(List<ByteBuffer> frames);

    /** A new connection, and so a new peer to the server: nothing of the old one is heard or sent any more. */
    void reconnect();

    /** Exactly {@code size} bytes and their checksum: comes back as {@link UploadMachine#onBlock} or {@link UploadMachine#onUnreadable}. */
    void read(Ticket ticket, long offset, int size, Checksum checksum);

    /** Whether memory allows one chunk more; the first needs no leave. */
    boolean hasRoom();

    /** The bytes of a block are not needed any more. */
    void free(ByteBuffer data);

    void missing(IntervalSet atTheRemote);

    void sent(long bytes);

    /** A checksum that this server takes. */
    void learnt(Checksum checksum);

    /** Last of all. */
    void ended(End end, Verification verification);

    /** Names what was asked to be read; one of an older connection is out of date. */
    record Ticket(int connection, long offset, int size) {}
}
