package dtp.transport.zmq.net;

import dtp.api.transport.Sink;
import dtp.transport.zmq.wire.Checksum;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The way of one message's bytes into a sink, off the thread of the socket: checksum first, then the sink. Any thread. */
final class BytesIn {
    enum Step {
        /** The sink's call has returned and the bytes are taken, or will be when there is room. */
        GIVEN,
        /** Last of all for bytes that were GIVEN: there is room for more. */
        ROOM,
        DAMAGED,
        CLOSED,
        /** Last of all for bytes that were GIVEN: the sink had no room, and now wants nothing any more. */
        LOST
    }

    private final Executor workers;
    private final Sink sink;
    private final long offset;
    private final Bytes bytes;
    private final Consumer<Step> steps;

    private BytesIn(Executor workers, Sink sink, long offset, Bytes bytes, Consumer<Step> steps) {
        this.workers = workers;
        this.sink = sink;
        this.offset = offset;
        this.bytes = bytes;
        this.steps = steps;
    }

    /** @param steps on any thread */
    static void pass(Executor workers, Sink sink, long offset, Bytes bytes, Consumer<Step> steps) {
        BytesIn way = new BytesIn(workers, sink, offset, bytes, steps);
        workers.execute(way::check);
    }

    /**
     * What came.
     *
     * @param hex of the checksum that came with it
     * @param release runs once when nobody reads the data any more
     */
    record Bytes(ByteBuffer data, Checksum checksum, String hex, Runnable release) {}

    private void check() {
        if (bytes.checksum().of(bytes.data()).equals(bytes.hex())) {
            write(true);
        } else {
            bytes.release().run();
            steps.accept(Step.DAMAGED);
        }
    }

    private void write(boolean first) {
        Sink.Take take = sink.write(offset, bytes.data().duplicate(), bytes.release());
        if (take == Sink.Take.CLOSED) {
            bytes.release().run();
            steps.accept(first ? Step.CLOSED : Step.LOST);
            return;
        }
        if (first) {
            steps.accept(Step.GIVEN);
        }
        switch (take) {
            case MORE -> steps.accept(Step.ROOM);
            case SLOW -> sink.whenReady(() -> steps.accept(Step.ROOM));
            case FULL -> sink.whenReady(() -> workers.execute(() -> write(false)));
            case CLOSED -> {}
        }
    }
}
