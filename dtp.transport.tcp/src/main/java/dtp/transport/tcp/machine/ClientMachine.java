package dtp.transport.tcp.machine;

import dtp.api.transport.End;
import dtp.transport.tcp.wire.Codes;
import dtp.transport.tcp.wire.DecodeException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * What both requests of a client share: recognising the server, silence, and one outcome (tcp.md "Recognising"). The
 * connection's thread.
 */
public abstract class ClientMachine implements Machine {
    final Line line;
    final ClientSettings settings;
    final Gather gather = new Gather();
    private final Consumer<Outcome> told;
    private long heardNs;
    private boolean heardAnything;
    private boolean recognised;
    private boolean over;

    ClientMachine(Line line, ClientSettings settings, Consumer<Outcome> told) {
        this.line = line;
        this.settings = settings;
        this.told = told;
    }

    /** Sends the first message. */
    public final void start(long nowNs) {
        heardNs = nowNs;
        begin();
    }

    /** The server is known to speak base only, and that is forbidden. */
    public final void refuseBase() {
        end(Outcome.done(settings.baseOnly(), false));
    }

    abstract void begin();

    /** Takes bytes of the state it is in. @return false: nothing more can be taken now */
    abstract boolean take(Inflow in, long nowNs) throws DecodeException;

    /** The remote works, or this side does not want to read: silence is in order. */
    abstract long patienceNs();

    /** Nothing is expected of the remote now. */
    abstract boolean isHeld();

    /** Nothing of the first answer has been understood yet. */
    public final boolean isRecognising() {
        return !recognised;
    }

    /** Its silence or end may mean that it speaks neither layer: then an unmarked try follows, where that is allowed. */
    private boolean mayBeNeither() {
        return isRecognising() && settings.speech() == Speech.UNKNOWN && !settings.rangedRequired();
    }

    final void recognised() {
        recognised = true;
    }

    final boolean isOver() {
        return over;
    }

    final void touch(long nowNs) {
        heardNs = nowNs;
    }

    @Override
    public final void onBytes(Inflow in, long nowNs) {
        heardNs = nowNs;
        heardAnything = true;
        try {
            while (!over && in.data().hasRemaining()) {
                if (!take(in, nowNs)) {
                    return;
                }
            }
        } catch (DecodeException e) {
            stop(settings.protocol(e.reason().words()));
        }
    }

    /** The first byte of the answer to a marked message. @return true: ranged, go on to read {@code X version status} */
    final boolean isRanged(byte first) {
        if (first == Codes.EXTENDED) {
            recognised = true;
            return true;
        }
        return false;
    }

    /** The whole base answer to a marked message has come. */
    final void baseAnswered(byte status) {
        if (status == Codes.GO_ON) {
            line.send(Codes.single(Codes.REFUSED)); // the name it stands for may not be ours
        }
        fallBack();
    }

    /** It answers as a base server. */
    final void fallBack() {
        if (settings.rangedRequired()) {
            refuseBase();
        } else {
            end(Outcome.of(Outcome.Verdict.IS_BASE));
        }
    }

    /** Ends it, once; a connection that cannot be used again is closed. */
    final void end(Outcome outcome) {
        if (!over) {
            over = true;
            if (!outcome.reusable()) {
                line.close();
            }
            told.accept(outcome);
        }
    }

    /** Ends it from this side. */
    public final void stop(End end) {
        if (!over) {
            stopping(end);
        }
        end(Outcome.done(end, false));
    }

    /** The last moment to say something of it. */
    void stopping(End end) {}

    @Override
    public final void onClosed(boolean orderly, String why, long nowNs) {
        if (over) {
            return;
        }
        if (settings.reused() && !heardAnything) {
            end(Outcome.of(Outcome.Verdict.WAS_STALE));
        } else if (mayBeNeither()) {
            end(Outcome.of(Outcome.Verdict.IS_NEITHER));
        } else {
            onBroken(orderly, why);
        }
    }

    void onBroken(boolean orderly, String why) {
        stop(settings.lost(why));
    }

    @Override
    public void onBodyProgress(long bytes, long nowNs) {
        heardNs = nowNs;
    }

    @Override
    public void onBodySent(long nowNs) {
        heardNs = nowNs;
    }

    @Override
    public final void onBodyFailed(Exception cause, long nowNs) {
        stop(ClientSettings.unreadable(settings.endpoint(), cause, leftThere()));
    }

    /** What this request may leave behind at the server, for the operator; empty or a sentence behind a space. */
    String leftThere() {
        return "";
    }

    @Override
    public final void onTick(long nowNs) {
        if (over) {
            return;
        }
        if (isHeld()) {
            heardNs = nowNs;
            return;
        }
        boolean finding = mayBeNeither();
        if (nowNs - heardNs > (finding ? ClientSettings.RECOGNISE_NS : patienceNs())) {
            if (finding) {
                end(Outcome.of(Outcome.Verdict.IS_NEITHER));
            } else {
                onSilence();
            }
        }
    }

    void onSilence() {
        stop(End.of(End.Kind.QUIET));
    }

    /** Looks at the next byte without taking it. */
    static byte peek(ByteBuffer in) {
        return in.get(in.position());
    }
}
