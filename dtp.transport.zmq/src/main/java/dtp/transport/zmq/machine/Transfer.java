package dtp.transport.zmq.machine;

import dtp.api.transport.Reception;
import dtp.transport.zmq.wire.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One upload in transit as the protocol sees it; the bytes are the session's. Owned by the server's thread. */
final class Transfer {
    enum State {
        /** The container is asked. */
        OPENING,
        RECEIVING,
        /** There is such a payload already. */
        STORED,
        COMMITTING,
        OVER
    }

    /** What came while the container was being asked. */
    record Held(Request request, Line.Reply reply) {}

    private final Line line;
    private final String name;
    private final Optional<Request.HelloDtp> identity;
    private final List<Held> held = new ArrayList<>();
    /** Chunks in transit, offset to end: they never overlap. */
    private final TreeMap<Long, Long> inTransit = new TreeMap<>();

    /** Chunks that the sink does not want, until it is known why. */
    private final List<Consumer<String>> unwanted = new ArrayList<>();

    private State state = State.OPENING;
    private long unwantedNs;
    private Reception reception;
    private long highest;
    private long heardNs;
    private long answeredNs;

    Transfer(Line line, String name, Optional<Request.HelloDtp> identity, long nowNs) {
        this.line = line;
        this.name = name;
        this.identity = identity;
        this.heardNs = nowNs;
        this.answeredNs = nowNs;
    }

    Line line() {
        return line;
    }

    String name() {
        return name;
    }

    boolean extended() {
        return identity.isPresent();
    }

    /** Same size, digest and owner. */
    boolean isFor(Request.HelloDtp hello, Line from) {
        return identity.filter(hello::equals).isPresent()
                && line.peer().principal().equals(from.peer().principal());
    }

    /** Bytes; Long.MAX_VALUE while unknown. */
    long size() {
        return identity.map(Request.HelloDtp::size).orElse(Long.MAX_VALUE);
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    Reception reception() {
        return reception;
    }

    void received(Reception given) {
        reception = given;
        state = State.RECEIVING;
    }

    List<Held> held() {
        return held;
    }

    void heard(long nowNs) {
        heardNs = nowNs;
    }

    /** The container has done what the peer waited for. */
    void answered(long nowNs) {
        answeredNs = nowNs;
    }

    /** Since the peer said something. */
    long silentNs(long nowNs) {
        return nowNs - heardNs;
    }

    /** Since it could have said something. */
    long idleNs(long nowNs) {
        return nowNs - Math.max(heardNs, answeredNs);
    }

    /** rule 2. @return false when it overlaps a chunk that is not answered yet */
    boolean enter(long offset, long end) {
        Map.Entry<Long, Long> before = inTransit.lowerEntry(end);
        if (before != null && before.getValue() > offset) {
            return false;
        }
        inTransit.put(offset, end);
        return true;
    }

    void leave(long offset) {
        inTransit.remove(offset);
    }

    /** A chunk was taken. */
    void reached(long end) {
        highest = Math.max(highest, end);
    }

    boolean allAnswered() {
        return inTransit.isEmpty();
    }

    /** rule 3: offset + size of the highest chunk that was taken. */
    long highest() {
        return highest;
    }

    /** @param reply answers a chunk that the sink does not want, with why */
    void unwanted(Consumer<String> reply, long nowNs) {
        if (unwanted.isEmpty()) {
            unwantedNs = nowNs;
        }
        unwanted.add(reply);
    }

    /** Whether chunks have waited for so long. */
    boolean isUnwantedFor(long ns, long nowNs) {
        return !unwanted.isEmpty() && nowNs - unwantedNs >= ns;
    }

    void tellWhy(String why) {
        List<Consumer<String>> all = List.copyOf(unwanted);
        unwanted.clear();
        all.forEach(reply -> reply.accept(why));
    }

    /** Ends it; what came is kept where it can be resumed. */
    void drop(String why) {
        state = State.OVER;
        if (reception == null) {
            return;
        }
        if (extended()) {
            reception.suspend(why);
        } else {
            reception.abandon(why);
        }
    }
}
