package dtp.transport.zmq.machine;

import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Contact;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import dtp.transport.zmq.wire.Answer;
import dtp.transport.zmq.wire.AnswerCodec;
import dtp.transport.zmq.wire.Checksum;
import dtp.transport.zmq.wire.DecodeException;
import dtp.transport.zmq.wire.Request;
import dtp.transport.zmq.wire.RequestCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The reads of one payload at one server: STAT, and then FETCH with a window (zmq.md "Extended"). Owned by one thread, which
 * calls every method.
 */
public final class ReadMachine {
    private final ReadPort port;
    private final ReadSettings settings;
    private final ClientEnds ends;
    private final Pace pace;
    private final Stride stride;
    private final List<ReadRun> runs = new ArrayList<>();
    private final InFlight inFlight = new InFlight();
    private boolean statDue;
    private boolean contactWaits;
    private boolean digestAsked;
    private Answer.Stat stat;
    private boolean connected;
    private boolean closed;
    private long heardNs;

    public ReadMachine(ReadPort port, ReadSettings settings, long bytesPerSecond) {
        this.port = port;
        this.settings = settings;
        this.ends = new ClientEnds(settings.endpoint());
        this.pace = new Pace(bytesPerSecond);
        this.stride = new Stride(settings.blockBytes());
    }

    public void contact(long nowNs) {
        if (closed) {
            port.contact(new Contact(End.of(End.Kind.CLOSED), info()));
            return;
        }
        contactWaits = true;
        stat(nowNs);
    }

    /** @param sink one fetch has one sink of its own */
    public void fetch(IntervalSet wanted, Sink sink, long nowNs) {
        if (closed) {
            port.ended(sink, End.of(End.Kind.CLOSED));
            return;
        }
        ReadRun run = new ReadRun(wanted, sink);
        runs.add(run);
        if (stat == null) {
            stat(nowNs);
        } else {
            begin(run);
            pump(nowNs);
        }
    }

    public void cancel(Sink sink) {
        for (ReadRun run : List.copyOf(runs)) {
            if (run.sink() == sink) {
                stop(run, End.of(End.Kind.CANCELLED));
            }
        }
    }

    private void stat(long nowNs) {
        if (!statDue) {
            statDue = true;
            if (inFlight.isEmpty()) {
                heardNs = nowNs;
            }
            port.send(RequestCodec.encode(new Request.Stat(settings.endpoint().name())));
        }
    }

    private PayloadInfo info() {
        PayloadInfo named = PayloadInfo.named(settings.endpoint().name());
        if (stat == null) {
            return named;
        }
        PayloadInfo info = named.size(stat.size()).modified(Instant.ofEpochMilli(stat.modifiedMs()));
        return stat.sha256().isEmpty()
                ? info
                : info.digest(new Digest(Digest.SHA_256, HexFormat.of().parseHex(stat.sha256())));
    }

    private void begin(ReadRun run) {
        if (run.sink().describe(info())) {
            run.begin(stat);
            finish(run);
        } else {
            stop(run, ends.changed());
        }
    }

    private void pump(long nowNs) {
        boolean more = true;
        while (more && inFlight.count() < settings.window() && pace.mayGo(nowNs)) {
            more = false;
            for (ReadRun run : runs) { // one piece each, so that none starves
                if (run.hasNext() && inFlight.count() < settings.window() && pace.mayGo(nowNs)) {
                    ask(run, nowNs);
                    more = true;
                }
            }
        }
    }

    private void ask(ReadRun run, long nowNs) {
        Interval piece = run.next(stride.next(pace.bytesPerSecond()));
        long size = piece.end() - piece.start();
        pace.gone(size, nowNs);
        if (inFlight.isEmpty() && !statDue) {
            heardNs = nowNs; // nothing was due: the silence begins now
        }
        inFlight.add(new InFlight.Asked(run, piece, nowNs));
        port.send(
                RequestCodec.encode(new Request.Fetch(settings.endpoint().name(), piece.start(), size, run.version())));
    }

    public void onConnected(long nowNs) {
        if (!connected) { // one that breaks again and again is no sign of life
            connected = true;
            heardNs = nowNs;
        }
    }

    /** @param why there can be no connection */
    public void onUnreachable(String why) {
        failAll(ends.unreachable(why));
    }

    public void onDisconnected() {
        if (connected) {
            failAll(ends.silent(true));
        }
    }

    public void onAnswer(List<ByteBuffer> frames, long nowNs) {
        if (closed) {
            return;
        }
        heardNs = nowNs;
        try {
            answer(AnswerCodec.decode(frames), nowNs);
            pump(nowNs);
        } catch (DecodeException e) {
            failAll(ends.notTheProtocol(e.getMessage()));
        }
    }

    private void answer(Answer answer, long nowNs) {
        if (answer instanceof Answer.Data data) {
            take(data.offset(), data.size(), nowNs).ifPresent(one -> write(one.run(), data, nowNs));
        } else if (answer instanceof Answer.RefusedAt refused) {
            take(refused.offset(), -1, nowNs).ifPresent(one -> refused(one.run(), refused.text()));
        } else if (answer instanceof Answer.Stat told && statDue) {
            statDue = false;
            if (runs.stream().anyMatch(run -> run.begun() && !run.isOf(told))) {
                changed();
            }
            stat = told;
            told(nowNs);
        } else if (answer instanceof Answer.Refused refused && statDue) {
            statDue = false;
            End end = ends.notThere(refused.text());
            answerContact(end);
            stopAll(end);
        } else {
            failAll(ends.notTheProtocol("an answer to STAT or FETCH was expected"));
        }
    }

    private void told(long nowNs) {
        answerContact(End.of(End.Kind.ENDED));
        for (ReadRun run : List.copyOf(runs)) {
            if (!run.begun()) {
                begin(run);
            } else if (run.isComplete()) {
                run.sink().describe(info()); // the digest, asked for again at its end
                stop(run, End.of(End.Kind.ENDED));
            }
        }
        pump(nowNs);
    }

    private void answerContact(End end) {
        if (contactWaits) {
            contactWaits = false;
            port.contact(new Contact(end, info()));
        }
    }

    private Optional<InFlight.Asked> take(long offset, long size, long nowNs) {
        Optional<InFlight.Asked> one = inFlight.take(offset, size);
        one.ifPresent(a -> {
            a.run().answered();
            stride.answeredAfter(nowNs - a.sentNs());
        });
        return one;
    }

    private void write(ReadRun run, Answer.Data data, long nowNs) {
        if (run.end() != null) {
            return;
        }
        if (data.checksum() == Checksum.NONE) { // DATA has one always; only a CHUNK may be allowed to come without
            damaged(run, data, "its data come without a checksum");
            return;
        }
        run.writing();
        port.write(run.sink(), data, written -> {
            switch (written) {
                case GIVEN -> {
                    run.given();
                    finish(run);
                }
                case ROOM -> {
                    run.room();
                    finish(run);
                }
                case DAMAGED -> {
                    run.given();
                    run.room();
                    damaged(run, data, "its data are not what their checksums say");
                }
                case CLOSED -> {
                    run.given();
                    run.room();
                    stop(run, End.of(End.Kind.ENDED));
                }
                case LOST -> {
                    run.room();
                    stop(run, End.of(End.Kind.ENDED));
                }
            }
            pump(nowNs);
        });
    }

    /** Asked for again, a few times. */
    private void damaged(ReadRun run, Answer.Data data, String what) {
        if (!run.damaged(data.offset(), data.offset() + data.size())) {
            stop(run, ends.notTheProtocol(what));
        }
        finish(run);
    }

    private void refused(ReadRun run, String text) {
        if (text.equals("changed")) {
            changed();
        } else {
            stop(run, ends.notThere(text));
        }
    }

    /**
     * There is another version: all that has begun is over. DATA does not tell its version, so what the server still says of the
     * old one must not be heard.
     */
    private void changed() {
        hangUp();
        for (ReadRun run : List.copyOf(runs)) {
            if (run.begun()) {
                stop(run, ends.changed());
            }
        }
        if (statDue) {
            statDue = false;
            stat(heardNs);
        }
    }

    /** Ends it when all of it has come; before that the digest is asked for once more where it was not known yet. */
    private void finish(ReadRun run) {
        if (run.end() != null) {
            settle(run);
        } else if (run.isComplete()) {
            boolean ask = stat != null && stat.sha256().isEmpty() && !digestAsked;
            if (ask || statDue) {
                digestAsked = true;
                stat(heardNs);
            } else {
                stop(run, End.of(End.Kind.ENDED));
            }
        }
    }

    private void stop(ReadRun run, End end) {
        run.stop(end);
        settle(run);
    }

    private void settle(ReadRun run) {
        if (run.isQuiet() && runs.remove(run)) {
            port.ended(run.sink(), run.end());
        }
    }

    private void stopAll(End end) {
        List.copyOf(runs).forEach(run -> stop(run, end));
    }

    /** The line is of no use any more. */
    private void failAll(End end) {
        statDue = false;
        hangUp();
        answerContact(end);
        stopAll(end);
    }

    /** The next fetch asks what is there then. */
    private void hangUp() {
        connected = false;
        stat = null;
        digestAsked = false;
        inFlight.clear();
        port.disconnect();
    }

    public void throughput(long bytesPerSecond, long nowNs) {
        pace.rate(bytesPerSecond);
        pump(nowNs);
    }

    private boolean answerIsDue() {
        return statDue || !inFlight.isEmpty();
    }

    /** To be called at {@link #nextNs} at the latest. */
    public void onTime(long nowNs) {
        if (answerIsDue() && nowNs - heardNs >= settings.idleNs()) {
            stride.silent();
            failAll(ends.silent(connected));
        }
        pump(nowNs);
    }

    /** When {@link #onTime} is due; Long.MAX_VALUE: never. */
    public long nextNs() {
        long silence = answerIsDue() ? heardNs + settings.idleNs() : Long.MAX_VALUE;
        boolean more = inFlight.count() < settings.window() && runs.stream().anyMatch(ReadRun::hasNext);
        return Math.min(silence, more ? pace.nextNs() : Long.MAX_VALUE);
    }

    /** Everything that is open ends CLOSED. */
    public void close() {
        if (!closed) {
            failAll(End.of(End.Kind.CLOSED));
            closed = true;
        }
    }
}
