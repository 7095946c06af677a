package dtp.transport.zmq.machine;

import dtp.api.payload.PayloadChangedException;
import dtp.api.transport.RefusedException;
import dtp.api.transport.Served;
import dtp.transport.zmq.machine.Reader.Asked;
import dtp.transport.zmq.machine.Reader.Leaving;
import dtp.transport.zmq.machine.Reader.Ready;
import dtp.transport.zmq.machine.ServerPort.NoMemoryException;
import dtp.transport.zmq.machine.ServerPort.Sent;
import dtp.transport.zmq.wire.Answer;
import dtp.transport.zmq.wire.Checksum;
import dtp.transport.zmq.wire.Request;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/** STAT and FETCH of all peers, with the credit that keeps memory bounded (zmq.md "Extended"). Owned by the server's thread. */
final class Reads {
    static final int MOST_FETCH_BYTES = 1 << 20;
    /** Of one peer, not answered yet; more wait. */
    static final int MOST_UNANSWERED = 64;
    /** Of one peer, waiting; more are refused. */
    static final int MOST_WAITING = 1_024;
    /** Payloads that one peer has open; the one unused for longest is closed for the next. */
    static final int MOST_OPEN = 64;

    private static final String UNREADABLE = "the server cannot read it just now; try again later";

    private static final long AGAIN_NS = 10_000_000L;

    private final ServerPort port;
    private final ServerSettings settings;
    private final Map<String, Reader> readers = new HashMap<>();
    private final Credit credit;
    /** Readers that have nothing, and found no memory: they come before those that have something. */
    private final Set<Reader> heldBack = new LinkedHashSet<>();

    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparingLong(Later::atNs));

    private int open;
    /** When answers that found no room, and requests that found no memory, are tried again; Long.MAX_VALUE while there are none. */
    private long againNs = Long.MAX_VALUE;

    private long nowNs;

    private record Later(long atNs, Runnable task) {}

    Reads(ServerPort port, ServerSettings settings) {
        this.port = port;
        this.settings = settings;
        this.credit = new Credit(settings.mostBytesOut());
    }

    boolean any(Line line) {
        return readers.containsKey(line.id());
    }

    private Reader reader(Line line) {
        return readers.computeIfAbsent(line.id(), id -> new Reader(line));
    }

    void stat(Line line, Request.Stat stat, Line.Reply reply, long now) {
        nowNs = now;
        Reader reader = reader(line);
        reader.began();
        port.open(stat.name(), line.peer(), (served, no) -> {
            Optional<Reading> reading = opened(reader, stat.name(), served);
            if (reading.isEmpty()) {
                reader.ended();
                reply.give(new Answer.Refused(text(no)));
                return;
            }
            reading.get().begin();
            port.digest(served, false, digest -> {
                Answer answer = new Answer.Stat(
                        reading.get().size(),
                        digest.map(d -> d.toString().substring(d.toString().indexOf(':') + 1))
                                .orElse(""),
                        Math.max(
                                0, // there is no sign on the wire: what is older than 1970 has no time
                                served.payload()
                                        .info()
                                        .modified()
                                        .orElse(Instant.EPOCH)
                                        .toEpochMilli()),
                        reading.get().version());
                reading.get().end();
                reader.ended();
                reply.give(answer);
            });
        });
    }

    private static String text(RefusedException no) {
        return no == null ? "too many payloads are being read; try again later" : no.getMessage();
    }

    /** The newest of a name replaces the older, so that a FETCH of an older version is told "changed". */
    private Optional<Reading> opened(Reader reader, String name, Served served) {
        if (served == null) {
            return Optional.empty();
        }
        boolean left = readers.get(reader.line().id()) != reader;
        if (left || open >= settings.mostTransfers()) {
            served.close();
            return Optional.empty();
        }
        Reading reading = new Reading(name, served, nowNs);
        open++;
        forget(reader, name);
        if (reader.readings().size() >= MOST_OPEN) {
            reader.readings().values().stream()
                    .filter(Reading::isIdle)
                    .min(Comparator.comparingLong(Reading::usedNs))
                    .ifPresent(oldest -> forget(reader, oldest.name()));
        }
        reader.readings().put(name, reading);
        served.onStop(why -> port.execute(() -> {
            if (reader.readings().remove(name, reading)) {
                close(reading);
            }
        }));
        return Optional.of(reading);
    }

    private void forget(Reader reader, String name) {
        Reading old = reader.readings().remove(name);
        if (old != null) {
            close(old);
        }
    }

    private void close(Reading reading) {
        open--;
        reading.close();
    }

    void fetch(Line line, Request.Fetch fetch, Line.Reply reply, long now) {
        nowNs = now;
        if (fetch.size() < 1 || fetch.size() > MOST_FETCH_BYTES) {
            refuse(fetch, reply, "a FETCH asks for 1 to " + MOST_FETCH_BYTES + " bytes");
            return;
        }
        Reader reader = reader(line);
        if (reader.waiting().size() >= MOST_WAITING) {
            refuse(fetch, reply, "more than " + MOST_WAITING + " requests wait; take their answers first");
            return;
        }
        reader.waiting().add(new Asked(fetch, reply));
        next(reader);
    }

    private static void refuse(Request.Fetch fetch, Line.Reply reply, String why) {
        reply.give(new Answer.RefusedAt(why, fetch.name(), fetch.offset()));
    }

    private void next(Reader reader) {
        if (!reader.enter()) {
            return;
        }
        giveWhatHasLeft(reader);
        while (!reader.waiting().isEmpty() && reader.unsent().isEmpty() && reader.inWork() < MOST_UNANSWERED) {
            if (!hasItsTurn(reader)) {
                break;
            }
            Asked asked = reader.waiting().poll();
            reader.began();
            Reading reading = reader.readings().get(asked.fetch().name());
            if (reading != null) {
                begin(reader, reading, asked);
            } else {
                port.open(asked.fetch().name(), reader.line().peer(), (served, no) -> {
                    Optional<Reading> made = opened(reader, asked.fetch().name(), served);
                    if (made.isPresent()) {
                        begin(reader, made.get(), asked);
                    } else {
                        refused(reader, asked, text(no));
                    }
                });
            }
        }
        reader.leave();
    }

    /** Whether there is memory for the next that waits; it is taken. */
    private boolean hasItsTurn(Reader reader) {
        long bytes = memory(reader.waiting().peek());
        boolean hasSome = reader.heldBytes() > 0;
        if (hasSome) {
            heldBack.remove(reader);
        }
        boolean turn = (!hasSome || heldBack.isEmpty()) && take(reader, bytes);
        if (turn) {
            heldBack.remove(reader);
        } else if (!hasSome) {
            heldBack.add(reader);
        }
        tryAgain(!turn);
        return turn;
    }

    private void tryAgain(boolean wanted) {
        againNs = wanted ? Math.min(againNs, nowNs + AGAIN_NS) : againNs;
    }

    private boolean take(Reader reader, long bytes) {
        boolean mayTake = credit.mayTake(reader.heldBytes(), bytes);
        if (mayTake) {
            credit.take(bytes);
            reader.hold(bytes);
        }
        return mayTake;
    }

    private void give(Reader reader, long bytes) {
        credit.give(bytes);
        reader.hold(-bytes);
    }

    /** Nobody reads its data any more. */
    private void release(Reader reader, Ready answer) {
        give(reader, answer.bytes());
        answer.release().run();
    }

    private void giveWhatHasLeft(Reader reader) {
        Deque<Leaving> leaving = reader.leaving();
        while (!leaving.isEmpty() && leaving.peek().hasLeft().getAsBoolean()) {
            release(reader, leaving.poll().answer());
        }
    }

    private long memory(Asked asked) {
        return port.memory(asked.fetch().size());
    }

    private void begin(Reader reader, Reading reading, Asked asked) {
        Request.Fetch fetch = asked.fetch();
        reading.used(nowNs);
        if (!fetch.version().equals(reading.version())) {
            refused(reader, asked, "changed");
        } else if (fetch.offset() > reading.size() - fetch.size()) {
            refused(reader, asked, "the file has " + reading.size() + " bytes");
        } else {
            reading.begin();
            long at = reading.schedule((int) fetch.size(), nowNs);
            if (at <= nowNs) {
                read(reader, reading, asked);
            } else {
                give(reader, memory(asked));
                later.add(new Later(at, () -> readLater(reader, reading, asked)));
            }
        }
    }

    private void readLater(Reader reader, Reading reading, Asked asked) {
        giveWhatHasLeft(reader);
        if (take(reader, memory(asked))) {
            read(reader, reading, asked);
        } else {
            later.add(new Later(nowNs + AGAIN_NS, () -> readLater(reader, reading, asked)));
        }
    }

    private void read(Reader reader, Reading reading, Asked asked) {
        Request.Fetch fetch = asked.fetch();
        if (reading.isClosing()) {
            reading.end();
            refused(reader, asked, "changed");
            return;
        }
        port.read(reading.served(), fetch.offset(), (int) fetch.size(), (block, failure) -> {
            if (failure instanceof NoMemoryException) {
                reading.end();
                refused(reader, asked, Uploads.NO_ROOM);
                return;
            }
            if (failure != null) {
                reader.readings().remove(reading.name(), reading);
                if (!reading.isClosing()) {
                    close(reading);
                }
                reading.end();
                refused(reader, asked, hasChanged(failure) ? "changed" : UNREADABLE);
                return;
            }
            reading.served().sent(fetch.size());
            reading.end();
            asked.reply()
                    .set(new Answer.Data(
                            fetch.name(), fetch.offset(), fetch.size(), Checksum.CRC_32, block.crc32(), block.data()));
            Ready ready = new Ready(asked.reply(), memory(asked), block.release());
            if (!reader.unsent().isEmpty() || offer(reader, ready) == Sent.FULL) {
                reader.unsent().add(ready);
                tryAgain(true);
            }
            reader.ended();
            next(reader);
        });
    }

    /** A disk that fails says nothing of the file, which would seem to change again and again. */
    private static boolean hasChanged(IOException failure) {
        return failure instanceof PayloadChangedException || failure instanceof EOFException;
    }

    private Sent offer(Reader reader, Ready answer) {
        Sent sent = answer.reply().offer(hasLeft -> reader.leaving().add(new Leaving(answer, hasLeft)));
        if (sent == Sent.GONE) {
            release(reader, answer);
        }
        return sent;
    }

    private void refused(Reader reader, Asked asked, String why) {
        give(reader, memory(asked));
        refuse(asked.fetch(), asked.reply(), why);
        reader.ended();
        next(reader);
    }

    /** What is due by now: paced reads, answers that found no room, payloads that nobody reads any more. */
    void tick(long now) {
        nowNs = now;
        while (!later.isEmpty() && later.peek().atNs() <= now) {
            later.poll().task().run();
        }
        againNs = Long.MAX_VALUE;
        readers.values().forEach(this::giveWhatHasLeft);
        List.copyOf(heldBack).forEach(this::next);
        for (Reader reader : List.copyOf(readers.values())) {
            sendAgain(reader);
            next(reader);
            for (Reading reading : List.copyOf(reader.readings().values())) {
                if (reading.isIdle() && now - reading.usedNs() >= settings.idleNs()) {
                    forget(reader, reading.name());
                }
            }
            if (reader.isIdle()) {
                readers.remove(reader.line().id());
            }
        }
    }

    private void sendAgain(Reader reader) {
        while (!reader.unsent().isEmpty() && offer(reader, reader.unsent().peek()) != Sent.FULL) {
            reader.unsent().poll();
        }
        tryAgain(!reader.unsent().isEmpty());
    }

    /** Long.MAX_VALUE when nothing is due. */
    long nextNs() {
        long paced = later.isEmpty() ? Long.MAX_VALUE : later.peek().atNs();
        return Math.min(paced, againNs);
    }

    /** The peer has left. */
    void left(Line line) {
        Reader reader = readers.remove(line.id());
        if (reader != null) {
            heldBack.remove(reader);
            reader.waiting().clear();
            reader.unsent().forEach(answer -> release(reader, answer));
            reader.unsent().clear();
            giveWhatHasLeft(reader);
            reader.leaving().forEach(one -> give(reader, one.answer().bytes())); // the socket forgets them at its time
            reader.leaving().clear();
            List.copyOf(reader.readings().keySet()).forEach(name -> forget(reader, name));
        }
    }

    void stop() {
        List.copyOf(readers.values()).forEach(r -> left(r.line()));
    }
}
