package dtp.transport.zmq.machine;

import dtp.transport.zmq.wire.Request;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one peer reads: its open payloads, and the requests that wait for their turn. Owned by the server's thread. */
final class Reader {
    /** A FETCH that is not answered yet. */
    record Asked(Request.Fetch fetch, Line.Reply reply) {}

    private final Line line;
    private final Map<String, Reading> readings = new LinkedHashMap<>();
    private final Deque<Asked> waiting = new ArrayDeque<>();
    /** Answers that the peer has no room for just now. */
    private final Deque<Line.Reply> unsent = new ArrayDeque<>();

    private int inWork;
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

    Deque<Line.Reply> unsent() {
        return unsent;
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
        return readings.isEmpty() && waiting.isEmpty() && unsent.isEmpty() && inWork == 0;
    }
}
