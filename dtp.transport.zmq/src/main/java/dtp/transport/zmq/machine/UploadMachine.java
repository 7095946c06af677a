package dtp.transport.zmq.machine;

import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.transport.End;
import dtp.transport.zmq.wire.Answer;
import dtp.transport.zmq.wire.AnswerCodec;
import dtp.transport.zmq.wire.Checksum;
import dtp.transport.zmq.wire.DecodeException;
import dtp.transport.zmq.wire.Frames;
import dtp.transport.zmq.wire.Request;
import dtp.transport.zmq.wire.RequestCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * One file on its way to a server, extended where the server can, base where it cannot: answers, blocks and times in, requests
 * out through its {@link UploadPort}. Owned by one thread, which calls every method.
 */
public final class UploadMachine {
    private static final long HELLO_AGAIN_NS = 1_000_000_000L;
    private static final int MOST_HELLOS_AGAIN = 10;
    /** A server that verifies a file reads at least so many bytes in a second. */
    private static final long VERIFIED_PER_SECOND = 50_000_000;

    private static final long VERIFYING_NS = 30_000_000_000L;

    private enum State {
        NEW,
        HELLO,
        /** Refused for now; said again in a moment. */
        WAITING,
        SENDING,
        CLOSING,
        OVER
    }

    private final UploadPort port;
    private final UploadSettings settings;
    private final Outgoing outgoing;
    private final ClientEnds ends;
    private final Breaks breaks;

    private State state = State.NEW;
    private Optional<Digest> sha256 = Optional.empty();
    private boolean extended;
    /** The list of what is missing was as long as it may be: there is more. */
    private boolean moreIsMissing;

    private int lists;
    /** All of the last list was taken, and this HELLO asks for the next. */
    private boolean nextList;

    /** What the list said was there: of a full one, in front of its end. */
    private long confirmedBytes;

    private int connections;
    private boolean connected;
    private boolean silentBefore;
    private int hellosAgain;
    private int closeErrors;
    private long heardNs;
    private long againNs = Long.MAX_VALUE;

    public UploadMachine(UploadPort port, UploadSettings settings, long bytesPerSecond) {
        this.port = port;
        this.settings = settings;
        this.outgoing = new Outgoing(port, settings, bytesPerSecond);
        this.ends = new ClientEnds(settings.target());
        this.breaks = new Breaks(settings.idleNs());
    }

    /** @param digest empty: only the base protocol is spoken */
    public void start(Optional<Digest> digest, long nowNs) {
        if (state == State.NEW) {
            sha256 = digest;
            extended = digest.isPresent();
            heardNs = nowNs;
            hello(nowNs);
        }
    }

    private void hello(long nowNs) {
        state = State.HELLO;
        heardNs = nowNs;
        String name = settings.target().name();
        port.send(RequestCodec.encode(
                extended
                        ? new Request.HelloDtp(name, settings.size(), sha256.orElseThrow())
                        : new Request.Hello(name)));
    }

    /** A connection was made; the server is there. */
    public void onConnected(long nowNs) {
        if (!connected) { // one that breaks again and again is no sign of life
            connected = true;
            heardNs = nowNs;
        }
    }

    /** @param why there can be no connection */
    public void onUnreachable(String why) {
        end(ends.unreachable(why));
    }

    /** rule 10: a base upload is given up, an extended one asks what is missing. */
    public void onDisconnected(long nowNs) {
        boolean before = connected;
        connected = false;
        if (state == State.OVER || !before) {
            return; // nobody there yet: the socket goes on trying
        }
        if (extended) {
            again(ends.breaking(), nowNs);
        } else {
            end(ends.lost());
        }
    }

    /** @param orElse how it ends when that has been so for too long without a byte more */
    private void again(End orElse, long nowNs) {
        if (!breaks.mayGoOn(nowNs)) {
            end(orElse);
            return;
        }
        connections++;
        connected = false;
        nextList = false;
        outgoing.reconnect();
        port.reconnect();
        if (breaks.pauseNs() == 0) {
            hello(nowNs);
        } else {
            state = State.WAITING;
            againNs = nowNs + breaks.pauseNs();
        }
    }

    private boolean progress() {
        boolean more = extended && breaks.isProgress(confirmedBytes + outgoing.takenBytes());
        hellosAgain = more ? 0 : hellosAgain;
        return more;
    }

    public void onAnswer(List<ByteBuffer> frames, long nowNs) {
        if (state == State.OVER) {
            return;
        }
        heardNs = nowNs;
        silentBefore = false;
        try {
            answer(AnswerCodec.decode(frames), nowNs);
        } catch (DecodeException e) {
            end(ends.notTheProtocol(e.getMessage()));
        }
    }

    private void answer(Answer answer, long nowNs) {
        switch (state) {
            case HELLO -> hello(answer, nowNs);
            case SENDING -> chunk(answer, nowNs);
            case CLOSING -> close(answer, nowNs);
            case NEW, WAITING, OVER -> {}
        }
    }

    private void hello(Answer answer, long nowNs) {
        if (answer instanceof Answer.Missing m && extended) {
            IntervalSet missing = m.missing().intersect(IntervalSet.of(0, settings.size()));
            moreIsMissing = m.missing().count() >= Frames.MOST_MISSING;
            confirmedBytes = (moreIsMissing && !missing.isEmpty() ? missing.end() : settings.size()) - missing.bytes();
            port.missing(missing);
            send(missing, nowNs);
        } else if (answer instanceof Answer.Ready) {
            extended = false; // a base server, which has taken the HELLO
            send(IntervalSet.of(0, settings.size()), nowNs);
        } else if (answer instanceof Answer.RefusedDtp r) {
            refusedHello(r.text(), nowNs);
        } else if (answer instanceof Answer.Refused r) {
            if (extended) {
                extended = false;
                hello(nowNs);
            } else {
                end(ends.refused(r.text()));
            }
        } else {
            end(ends.notTheProtocol("an answer to HELLO was expected"));
        }
    }

    /** A peer of ours that has vanished keeps the name for a while. */
    private void refusedHello(String text, long nowNs) {
        boolean later = ends.isForNow(text) && connections > 0 && hellosAgain < MOST_HELLOS_AGAIN;
        if (later) {
            hellosAgain++;
            state = State.WAITING;
            againNs = nowNs + HELLO_AGAIN_NS;
        } else {
            end(ends.refused(text));
        }
    }

    private void send(IntervalSet missing, long nowNs) {
        state = State.SENDING;
        outgoing.begin(missing, extended, nowNs);
        boolean inVain = !progress() && nextList;
        nextList = false;
        if (inVain && !breaks.mayGoOn(nowNs)) {
            end(ends.forgetting());
        } else {
            closeWhenDone(nowNs);
        }
    }

    /** rule 3: only when every CHUNK was answered READY. */
    private void closeWhenDone(long nowNs) {
        if (state != State.SENDING || !outgoing.isDone()) {
            return;
        }
        boolean goOn = extended && moreIsMissing;
        if (goOn && lists++ > settings.size() / Frames.MOST_MISSING) {
            end(ends.notTheProtocol("what it misses never becomes less"));
        } else if (goOn) {
            nextList = true;
            hello(nowNs);
        } else {
            state = State.CLOSING;
            heardNs = nowNs;
            port.send(RequestCodec.encode(new Request.Close(settings.target().name(), settings.size())));
        }
    }

    public void onBlock(UploadPort.Ticket ticket, ByteBuffer data, Checksum checksum, String hex, long nowNs) {
        if (state == State.SENDING) {
            outgoing.onBlock(ticket, data, checksum, hex, nowNs);
        }
    }

    /** The payload cannot be read, or has changed: what was sent must not become a file. */
    public void onUnreadable(UploadPort.Ticket ticket, String why) {
        if (state != State.OVER && outgoing.isOf(ticket)) {
            end(ends.unreadable(why));
        }
    }

    private void chunk(Answer answer, long nowNs) {
        boolean withOffset = answer instanceof Answer.Taken || answer instanceof Answer.RefusedAt;
        boolean inOrder = answer instanceof Answer.Ready || answer instanceof Answer.Refused;
        if (extended ? withOffset : inOrder) {
            outgoing.answered(answer, nowNs).ifPresent(this::end);
            progress();
            closeWhenDone(nowNs);
        } else if (answer instanceof Answer.Refused r && ends.isForNow(r.text())) {
            end(ends.refused(r.text())); // the server has ended the upload
        } else if (answer instanceof Answer.Refused) {
            askAgain(nowNs); // the server does not know the upload any more
        } else {
            end(ends.notTheProtocol("an answer to CHUNK was expected"));
        }
    }

    private void askAgain(long nowNs) {
        if (hellosAgain++ < MOST_HELLOS_AGAIN) {
            again(ends.silent(true), nowNs);
        } else {
            end(ends.silent(true));
        }
    }

    private void close(Answer answer, long nowNs) {
        if (answer instanceof Answer.Ready) {
            state = State.OVER;
            port.ended(End.of(End.Kind.ENDED), extended ? Verification.DIGEST : Verification.SIZE);
        } else if (answer instanceof Answer.Refused r) {
            boolean worthIt = extended && !ends.isForNow(r.text()) && closeErrors++ == 0;
            if (worthIt) {
                hello(nowNs);
            } else {
                end(ends.refused(r.text()));
            }
        }
    }

    /** To be called at {@link #nextNs} at the latest. */
    public void onTime(long nowNs) {
        if (state == State.WAITING && nowNs - againNs >= 0) {
            hello(nowNs);
        }
        pump(nowNs);
        if (answerIsDue() && nowNs - quietSinceNs() >= patienceNs()) {
            outgoing.silent();
            boolean goOn = extended && connected && !silentBefore;
            if (goOn) {
                silentBefore = true;
                again(ends.silent(true), nowNs);
            } else {
                end(ends.silent(connected));
            }
        }
    }

    private void pump(long nowNs) {
        if (state == State.SENDING) {
            outgoing.pump(nowNs);
        }
    }

    private boolean answerIsDue() {
        return state == State.HELLO || state == State.CLOSING || (state == State.SENDING && outgoing.answerIsDue());
    }

    private long quietSinceNs() {
        boolean later = state == State.SENDING && outgoing.dueSinceNs() - heardNs > 0;
        return later ? outgoing.dueSinceNs() : heardNs;
    }

    /** The digest of a whole file is made between CLOSE and its answer, and where the file exists after HELLO. */
    private long patienceNs() {
        boolean verifies = connected && (state == State.CLOSING || (state == State.HELLO && extended));
        long verifyingNs = (long) (settings.size() * (1e9 / VERIFIED_PER_SECOND));
        return verifies && state == State.CLOSING
                ? Math.max(settings.idleNs(), VERIFYING_NS) + verifyingNs
                : verifies ? settings.idleNs() + verifyingNs : settings.idleNs();
    }

    /** When {@link #onTime} is due. */
    public long nextNs() {
        long silence = answerIsDue() ? quietSinceNs() + patienceNs() : Long.MAX_VALUE;
        long paced = state == State.SENDING ? outgoing.nextNs() : Long.MAX_VALUE;
        return Math.min(Math.min(silence, paced), state == State.WAITING ? againNs : Long.MAX_VALUE);
    }

    public void throughput(long bytesPerSecond, long nowNs) {
        outgoing.rate(bytesPerSecond);
        pump(nowNs);
    }

    /** Ends it CLOSED; the server finds out by the connection. */
    public void close() {
        end(End.of(End.Kind.CLOSED));
    }

    /** No digest can be made of the payload. */
    public void fail(String why) {
        end(ends.unreadable(why));
    }

    private void end(End end) {
        if (state != State.OVER) {
            state = State.OVER;
            outgoing.clear();
            port.ended(end, Verification.NONE);
        }
    }

    /** For those who watch: it has ended. */
    public boolean isOver() {
        return state == State.OVER;
    }
}
