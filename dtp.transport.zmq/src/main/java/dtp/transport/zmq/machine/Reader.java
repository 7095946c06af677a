package dtp.transport.zmq.machine;

import dtp.transport.zmq.wire.Request;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What one peer reads: its open payloads, and the requests that wait for their turn. Owned by the server's thread. */
final class Reader {
    /** A FETCH that is not answered yet. */
    record Asked(Request.Fetch fetch, Line.Reply reply) {}

    /**
     * An answer with data.
     *
     * @param bytes of memory that it holds
     * @param release of the data; not while the socket may read them
     */
    record Ready(Line.Reply reply, long bytes, Runnable release) {}

    /** An answer that the socket has. */
    record Leaving(Ready answer, BooleanSupplier hasLeft) {}

    private final Line line;
    private final Map<String, Reading> readings = new LinkedHashMap<>();
    private final Deque<Asked> waiting = new ArrayDeque<>();
    /** Answers that the peer has no room for just now. */
    private final Deque<Ready> unsent = new ArrayDeque<>();
    /** In the order in which they leave. */
    private final Deque<Leaving> leaving = new ArrayDeque<>();

    private int inWork;
    private long heldBytes;
    private boolean pumping;

    Reader(Line line) {
        this.line = line;
    }

    Line line() {
        return line;
    }

    Map<String, Reading> readings() {
        return readings;
    }

    Deque<Asked> waiting() {
        return waiting;
    }

    Deque<Ready> unsent() {
        return unsent;
    }

    Deque<Leaving> leaving() {
        return leaving;
    }

    /** Of its answers with data, from when they are read until they have left. */
    long heldBytes() {
        return heldBytes;
    }

    void hold(long bytes) {
        heldBytes += bytes;
    }

    int inWork() {
        return inWork;
    }

    /** @return false when its requests are being begun already, further up the stack */
    boolean enter() {
        boolean entered = !pumping;
        pumping = true;
        return entered;
    }

    void leave() {
        pumping = false;
    }

    void began() {
        inWork++;
    }

    void ended() {
        inWork--;
    }

    boolean isIdle() {
        return readings.isEmpty() && waiting.isEmpty() && unsent.isEmpty() && leaving.isEmpty() && inWork == 0;
    }
}
