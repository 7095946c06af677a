package dtp.transport.zmq.machine;

import dtp.api.transport.Contact;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import dtp.transport.zmq.wire.Answer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** What a {@link ReadMachine} has done for it, on the machine's thread. */
public interface ReadPort {
    /** What became of one DATA. */
    enum Written {
        /** The sink's call has returned; it took the bytes, or will when it has room. */
        GIVEN,
        /** There is room for more: last of all where it was GIVEN. */
        ROOM,
        /** The bytes are not what their checksum says. */
        DAMAGED,
        /** The sink wants nothing any more. */
        CLOSED,
        /** The same, after it was GIVEN: last of all. */
        LOST
    }

    /** Opens the connection where there is none. */
    void send(List<ByteBuffer> frames);

    /** The connection is not needed, or not worth anything, any more. */
    void disconnect();

    /**
     * Checks the checksum and writes to the sink, on another thread.
     *
     * @param then on the machine's thread: GIVEN and then ROOM or LOST, or DAMAGED, or CLOSED
     */
    void write(Sink sink, Answer.Data data, Consumer<Written> then);

    /** A fetch of that sink is over. */
    void ended(Sink sink, End end);

    void contact(Contact contact);
}
