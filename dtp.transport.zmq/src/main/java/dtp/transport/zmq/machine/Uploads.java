package dtp.transport.zmq.machine;

import dtp.api.Reason;
import dtp.api.transport.RefusedException.Why;
import dtp.transport.zmq.machine.Transfer.Held;
import dtp.transport.zmq.machine.Transfer.State;
import dtp.transport.zmq.wire.Answer;
import dtp.transport.zmq.wire.Checksum;
import dtp.transport.zmq.wire.Request;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The uploads of all peers, their CHUNKs and CLOSEs (zmq.md rules 1 to 9). Owned by the server's thread. */
final class Uploads {
    /** Requests that are kept while the container is asked whether the upload may begin. */
    private static final int MOST_HELD = 64;

    /** The container tells why it wants no more sooner than that, or it wants only these bytes not. */
    private static final long WHY_NS = 2_000_000_000L;

    private static final String NO_HELLO = "no upload of this name is under way for you; say HELLO first";

    static final String NO_ROOM = "the server has no memory for it just now; try again later";

    private final ServerPort port;
    private final ServerSettings settings;
    private final Openings openings;
    /** rule 4: one a name. */
    private final Map<String, Transfer> transfers = new HashMap<>();

    private final Stopped stopped = new Stopped();
    private long bytesInWork;
    private long nowNs;

    Uploads(ServerPort port, ServerSettings settings) {
        this.port = port;
        this.settings = settings;
        this.openings = new Openings(port, settings, this);
    }

    int count() {
        return transfers.size();
    }

    int count(Line line) {
        return (int) transfers.values().stream().filter(t -> t.line() == line).count();
    }

    /** Bytes of chunks that are neither taken nor refused yet. */
    long bytesInWork() {
        return bytesInWork;
    }

    boolean any(Line line) {
        return transfers.values().stream().anyMatch(t -> t.line() == line);
    }

    /** Whether its answers may come in any order. */
    boolean isExtended(String name, Line line) {
        Transfer transfer = transfers.get(name);
        return transfer != null && transfer.line() == line && transfer.extended();
    }

    Openings openings() {
        return openings;
    }

    /** Null when no upload of that name is in transit. */
    Transfer find(String name) {
        return transfers.get(name);
    }

    void add(Transfer transfer) {
        transfers.put(transfer.name(), transfer);
        stopped.forget(transfer.name());
    }

    /** The container has let it begin: what came meanwhile has its turn. */
    void opened(Transfer transfer) {
        replay(transfer);
    }

    void isNow(long now) {
        nowNs = now;
    }

    /** When the last message or tick came. */
    long nowNs() {
        return nowNs;
    }

    /** The container wants it ended; while it is being closed the outcome of that decides, and this only says why. */
    void stopped(Transfer transfer, Reason why) {
        if (transfer.state() == State.RECEIVING || transfer.state() == State.COMMITTING) {
            stopped.add(transfer, Stopped.words(why));
        }
        if (transfer.state() == State.RECEIVING) {
            transfer.drop(why.text());
            end(transfer);
        }
    }

    private void replay(Transfer transfer) {
        List<Held> all = List.copyOf(transfer.held());
        transfer.held().clear();
        for (Held one : all) {
            if (one.request() instanceof Request.Chunk chunk) {
                bytesInWork -= chunk.data().remaining();
                chunk(transfer.line(), chunk, one.reply(), nowNs);
                port.drop(chunk); // unless it was taken
            } else if (one.request() instanceof Request.Close close) {
                close(transfer.line(), close, one.reply(), nowNs);
            }
        }
    }

    private void hold(Transfer transfer, Request request, Line.Reply reply) {
        if (transfer.held().size() >= MOST_HELD) {
            reply.give(new Answer.Refused("wait for the answer to HELLO"));
            return;
        }
        if (request instanceof Request.Chunk chunk) {
            bytesInWork += chunk.data().remaining();
            port.keep(chunk);
        }
        transfer.held().add(new Held(request, reply));
    }

    /** The upload that the peer speaks of; null, and refused: it has none of that name. */
    private Transfer heard(Line line, String name, Line.Reply reply, long now) {
        nowNs = now;
        Transfer transfer = transfers.get(name);
        if (transfer == null || transfer.line() != line) {
            reply.give(new Answer.Refused(stopped.whyOr(name, line, NO_HELLO)));
            return null;
        }
        transfer.heard(now);
        return transfer;
    }

    void chunk(Line line, Request.Chunk chunk, Line.Reply reply, long now) {
        Transfer transfer = heard(line, chunk.name(), reply, now);
        if (transfer == null) {
            return;
        }
        if (transfer.state() == State.OPENING) {
            hold(transfer, chunk, reply);
            return;
        }
        Optional<String> wrong = wrong(transfer, chunk);
        if (wrong.isPresent()) {
            reply.give(refusal(transfer, chunk, wrong.get()));
        } else if (chunk.size() == 0 || transfer.state() == State.STORED) {
            reply.give(taken(transfer, chunk)); // rule 2: a zero-size chunk has no effect
        } else if (!transfer.enter(chunk.offset(), chunk.offset() + chunk.size())) {
            reply.give(refusal(transfer, chunk, "the chunk overlaps one that is not answered yet"));
        } else {
            take(transfer, chunk, reply);
        }
    }

    /** There was no memory for the chunk. */
    void noRoom(Line line, Request.Chunk chunk, Line.Reply reply, long now) {
        Transfer transfer = heard(line, chunk.name(), reply, now);
        if (transfer == null) {
            return;
        }
        reply.give(refusal(transfer, chunk, NO_ROOM));
    }

    private Optional<String> wrong(Transfer transfer, Request.Chunk chunk) {
        if (transfer.state() != State.RECEIVING && transfer.state() != State.STORED) {
            return Optional.of("the upload is being closed");
        }
        if (chunk.size() != chunk.data().remaining()) {
            return Optional.of("size says " + chunk.size() + " bytes, but there are "
                    + chunk.data().remaining()); // rule 7
        }
        if (chunk.size() > settings.mostChunkBytes()) {
            return Optional.of("a chunk has at most " + settings.mostChunkBytes() + " bytes");
        }
        if (chunk.checksum() == Checksum.NONE && !settings.emptyChecksum()) {
            return Optional.of("a checksum is required here");
        }
        return chunk.offset() + chunk.size() > transfer.size()
                ? Optional.of("the chunk reaches beyond the size that HELLO told")
                : Optional.empty();
    }

    private static Answer taken(Transfer transfer, Request.Chunk chunk) {
        return transfer.extended() ? new Answer.Taken(chunk.name(), chunk.offset()) : new Answer.Ready();
    }

    private static Answer refusal(Transfer transfer, Request.Chunk chunk, String why) {
        return transfer.extended() ? new Answer.RefusedAt(why, chunk.name(), chunk.offset()) : new Answer.Refused(why);
    }

    private void take(Transfer transfer, Request.Chunk chunk, Line.Reply reply) {
        bytesInWork += chunk.size();
        port.take(transfer.reception(), chunk, why -> {
            bytesInWork -= chunk.size();
            transfer.answered(nowNs);
            if (why == null) {
                transfer.reached(chunk.offset() + chunk.size());
                reply.give(taken(transfer, chunk), () -> transfer.leave(chunk.offset()));
            } else if (why.equals(ServerPort.NOT_WANTED)) {
                unwanted(transfer, chunk, reply);
            } else {
                reply.give(refusal(transfer, chunk, why), () -> transfer.leave(chunk.offset()));
            }
        });
    }

    /** The sink closes before or after the container tells why it ends the upload: the peer hears that, and nothing else. */
    private void unwanted(Transfer transfer, Request.Chunk chunk, Line.Reply reply) {
        Request.Chunk told = new Request.Chunk(
                chunk.name(), chunk.offset(), chunk.size(), chunk.checksum(), chunk.hex(), ByteBuffer.allocate(0));
        Consumer<String> answer = why -> {
            boolean known = !why.equals(ServerPort.NOT_WANTED);
            reply.give(
                    known ? new Answer.Refused(why) : refusal(transfer, told, why),
                    () -> transfer.leave(told.offset()));
        };
        if (transfer.state() == State.RECEIVING) {
            transfer.unwanted(answer, nowNs);
        } else {
            answer.accept(stopped.whyOr(transfer.name(), transfer.line(), ServerPort.NOT_WANTED));
        }
    }

    void close(Line line, Request.Close close, Line.Reply reply, long now) {
        Transfer transfer = heard(line, close.name(), reply, now);
        if (transfer == null) {
            return;
        }
        switch (transfer.state()) {
            case OPENING -> hold(transfer, close, reply);
            case RECEIVING -> closing(transfer, close, reply);
            case STORED -> {
                boolean same = close.size() == transfer.size();
                reply.give(same ? new Answer.Ready() : new Answer.Refused("HELLO told another size"));
                transfer.become(State.OVER);
                end(transfer);
            }
            case COMMITTING, OVER -> reply.give(new Answer.Refused("the upload is being closed"));
        }
    }

    /** rule 3. */
    private void closing(Transfer transfer, Request.Close close, Line.Reply reply) {
        long expected = transfer.extended() ? transfer.size() : transfer.highest();
        Optional<String> wrong = !transfer.allAnswered()
                ? Optional.of("chunks are not answered yet; wait for them before CLOSE")
                : close.size() != expected
                        ? Optional.of("CLOSE says " + close.size() + " bytes, but the file ends at " + expected)
                        : Optional.empty();
        if (wrong.isPresent()) {
            refuseClose(transfer, reply, wrong.get());
            return;
        }
        transfer.become(State.COMMITTING);
        port.commit(transfer.reception(), close.size(), (verified, no) -> {
            if (no == null) {
                stopped.forget(transfer.name());
                transfer.become(State.OVER);
                end(transfer);
                reply.give(new Answer.Ready());
            } else if (no.why() == Why.GAPS && transfer.extended()) {
                transfer.become(State.RECEIVING);
                transfer.answered(nowNs);
                reply.give(new Answer.Refused(no.getMessage()));
            } else {
                transfer.drop(no.getMessage());
                end(transfer);
                reply.give(new Answer.Refused(stopped.words(transfer, no)));
            }
        });
    }

    /** ERROR aborts a base transfer; of an extended one nothing is lost, and HELLO tells what is missing. */
    private void refuseClose(Transfer transfer, Line.Reply reply, String why) {
        if (!transfer.extended()) {
            transfer.drop(why);
            end(transfer);
        }
        reply.give(new Answer.Refused(why));
    }

    /** The name is free; what was held for it is refused. */
    void end(Transfer transfer) {
        transfer.become(State.OVER);
        transfers.remove(transfer.name(), transfer);
        transfer.tellWhy(stopped.whyOr(transfer.name(), transfer.line(), ServerPort.NOT_WANTED));
        List<Held> all = List.copyOf(transfer.held());
        transfer.held().clear();
        for (Held one : all) {
            if (one.request() instanceof Request.Chunk chunk) {
                bytesInWork -= chunk.data().remaining();
                port.drop(chunk);
            }
            one.reply().give(new Answer.Refused(NO_HELLO));
        }
    }

    /** The peer has left. */
    void left(Line line) {
        drop(t -> t.line() == line, "the peer has left");
    }

    /** rule 9: an answer could not be sent. */
    void miscounted(Line line) {
        drop(t -> t.line() == line && !t.extended(), "the peer does not take its answers");
    }

    void expire(long now) {
        nowNs = now;
        transfers.values().stream()
                .filter(t -> t.isUnwantedFor(WHY_NS, now))
                .toList()
                .forEach(t -> t.tellWhy(ServerPort.NOT_WANTED));
        drop(t -> isIdle(t, now), "the peer fell silent");
    }

    /** Who waits for the container is not: it is asked, it compares what is there, it has not taken a chunk, it commits. */
    private boolean isIdle(Transfer transfer, long now) {
        boolean waits = switch (transfer.state()) {
            case RECEIVING, STORED -> !transfer.allAnswered();
            case OPENING, COMMITTING, OVER -> true;
        };
        return !waits && transfer.idleNs(now) >= settings.idleNs();
    }

    void stop() {
        drop(t -> true, "the server stops");
    }

    private void drop(Predicate<Transfer> which, String why) {
        for (Transfer transfer : List.copyOf(transfers.values())) {
            boolean ends = transfer.state() != State.COMMITTING && which.test(transfer);
            if (!ends) {
                continue;
            }
            if (transfer.state() == State.OPENING) {
                transfer.become(State.OVER); // its name is free when the container has answered
            } else {
                transfer.drop(why);
                end(transfer);
            }
        }
    }
}
