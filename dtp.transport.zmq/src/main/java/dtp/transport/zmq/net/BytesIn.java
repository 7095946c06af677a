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
    private final ByteBuffer data;
    private final Consumer<Step> steps;

    private BytesIn(Executor workers, Sink sink, long offset, ByteBuffer data, Consumer<Step> steps) {
        this.workers = workers;
        this.sink = sink;
        this.offset = offset;
        this.data = data;
        this.steps = steps;
    }

    /** @param steps on any thread */
    static void pass(
            Executor workers, Sink sink, long offset, ByteBuffer data, Expected expected, Consumer<Step> steps) {
        BytesIn way = new BytesIn(workers, sink, offset, data, steps);
        workers.execute(() -> way.check(expected));
    }

    /** The checksum that came with them. */
    record Expected(Checksum checksum, String hex) {}

    private void check(Expected expected) {
        if (expected.checksum().of(data).equals(expected.hex())) {
            write(true);
        } else {
            steps.accept(Step.DAMAGED);
        }
    }

    private void write(boolean first) {
        Sink.Take take = sink.write(offset, data.duplicate(), () -> {}); // the garbage collector gives the bytes back
        if (take == Sink.Take.CLOSED) {
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
