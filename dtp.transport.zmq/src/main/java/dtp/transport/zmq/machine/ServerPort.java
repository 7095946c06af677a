package dtp.transport.zmq.machine;

import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException;
import dtp.api.transport.Served;
import dtp.transport.zmq.wire.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a {@link ServerMachine} has done for it. Called by the thread that owns the machine; every outcome comes back on that
 * thread, exactly once, later or before the call returns. One of the two values of an outcome is null.
 */
public interface ServerPort {
    /** What {@link #take} says of bytes that the sink never wants. */
    String NOT_WANTED = "the upload was ended, or this is outside what it can be";

    /** What became of an answer. */
    enum Sent {
        YES,
        /** The peer does not read: its queue is full. */
        FULL,
        /** There is no such peer. */
        GONE
    }

    /** @param frames without the routing id, with the delimiter where one is due */
    Sent send(String peer, List<ByteBuffer> frames);

    /**
     * As {@link #send}, of an answer whose last frame is large.
     *
     * @param sent given, when it is taken, how to ask whether the last frame has left; never true once the peer has gone
     */
    Sent send(String peer, List<ByteBuffer> frames, Consumer<BooleanSupplier> sent);

    void receive(Offer offer, Peer peer, BiConsumer<Reception, RefusedException> then);

    void open(String name, Peer peer, BiConsumer<Served, RefusedException> then);

    /**
     * Compares the checksum and gives the bytes to the sink.
     *
     * @param then when there is room for more: null when taken, else why not
     */
    void take(Reception reception, Request.Chunk chunk, Consumer<String> then);

    /** What came with it is wanted after its message was handled; {@link #take} or {@link #drop} ends that. */
    void keep(Request.Chunk chunk);

    /** Of one that was kept, or not: nobody reads what came with it. */
    void drop(Request.Chunk chunk);

    void commit(Reception reception, long size, BiConsumer<Verification, RefusedException> then);

    /** The digest of the whole; unless {@code patient}, empty when it is not known within a moment. */
    void digest(Served served, boolean patient, Consumer<Optional<Digest>> then);

    /** Bytes of memory that {@link #read} takes for so many. */
    long memory(long size);

    /** Exactly {@code size} bytes from {@code offset}, with their CRC-32; {@link NoMemoryException} where that is missing just now. */
    void read(Served served, long offset, int size, BiConsumer<Block, IOException> then);

    /** Runs {@code task} on the owner's thread, later. Any thread. */
    void execute(Runnable task);

    /**
     * What was read.
     *
     * @param release to be run once, when nobody reads the data any more; never where a socket may still do so
     */
    record Block(ByteBuffer data, String crc32, Runnable release) {}

    /** There is none to read into; the payload is as it was. */
    final class NoMemoryException extends IOException {
        private static final long serialVersionUID = 1;

        public NoMemoryException() {
            super("no memory for it just now");
        }
    }
}
