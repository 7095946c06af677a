package dtp.transport.tcp.machine;

import dtp.api.transport.Peer;
import dtp.api.transport.Serving;
import dtp.transport.tcp.wire.Codes;
import dtp.transport.tcp.wire.DecodeException;
import dtp.transport.tcp.wire.FirstMessage;
import java.nio.ByteBuffer;

/**
 * The server's end of one connection: state CLIENT_CONNECT, from which each first message leads into a download or an upload,
 * and back when it was ranged (tcp.md). The connection's thread.
 */
public final class ServerMachine implements Machine {
    private final Line line;
    private final Serving serving;
    private final Peer peer;
    private final ServerSettings settings;
    private final Gather first = new Gather();
    private ServerDialogue dialogue;
    private boolean waits;
    private long sinceNs;
    private long progressNs;
    private boolean reused;
    private boolean over;
    private DecodeException.Reason rejected;

    public ServerMachine(Line line, Serving serving, Peer peer, ServerSettings settings, long nowNs) {
        this.line = line;
        this.serving = serving;
        this.peer = peer;
        this.settings = settings;
        sinceNs = nowNs;
        progressNs = nowNs;
        first.want(FirstMessage.BYTES);
    }

    Line line() {
        return line;
    }

    Serving serving() {
        return serving;
    }

    Peer peer() {
        return peer;
    }

    ServerSettings settings() {
        return settings;
    }

    /** Why bytes of this connection were rejected; null while none were. */
    public DecodeException.Reason rejected() {
        return rejected;
    }

    /** False: between two requests, or before the first. */
    public boolean isInDialogue() {
        return dialogue != null;
    }

    boolean isOver() {
        return over;
    }

    void reject(DecodeException why) {
        rejected = why.reason();
    }

    /** The dialogue waits for something of this machine: early bytes stay where they are. */
    void hold() {
        if (!waits) {
            waits = true;
            line.pause();
        }
    }

    /** The dialogue reads again. */
    void proceed() {
        if (waits) {
            waits = false;
            line.resume();
        }
    }

    @Override
    public void onBytes(Inflow in, long nowNs) {
        progressNs = nowNs;
        while (!over && !waits && in.data().hasRemaining()) {
            int before = in.data().position();
            if (dialogue == null) {
                onFirst(in.data(), nowNs);
            } else if (!dialogue.onBytes(in, nowNs)) {
                finish("the peer does not keep to the protocol");
                return;
            }
            if (in.data().position() == before) {
                return; // held, or nothing more is understood now
            }
        }
    }

    private void onFirst(ByteBuffer in, long nowNs) {
        if (reused && first.isEmpty()) {
            sinceNs = nowNs; // between two requests it may be silent
        }
        if (!first.fill(in)) {
            return;
        }
        ByteBuffer message = first.message();
        boolean marked = FirstMessage.isMarked(message);
        byte op = message.get(0);
        first.want(FirstMessage.BYTES);
        try {
            FirstMessage asked = FirstMessage.decode(message);
            dialogue = op == Codes.DOWNLOAD ? new DownloadServer(this, asked) : new UploadServer(this, asked);
            dialogue.start();
        } catch (DecodeException e) {
            reject(e);
            if (e.reason() == DecodeException.Reason.UNKNOWN_OP) {
                finish(e.reason().words()); // tcp.md "Limits": close without an answer
            } else {
                refuse(op, marked, Codes.REFUSED, nowNs);
            }
        }
    }

    /** Answers a first message in its layout: after a ranged one the connection stays usable. */
    void refuse(byte op, boolean marked, byte status, long nowNs) {
        if (marked) {
            line.send(Codes.extended(status));
            next(nowNs);
        } else {
            line.send(op == Codes.DOWNLOAD ? Codes.sized(status, 0) : Codes.single(status));
            finish("refused");
        }
    }

    /** The dialogue is over, the connection in CLIENT_CONNECT again. */
    void next(long nowNs) {
        if (dialogue != null) {
            dialogue.end("over");
            dialogue = null;
        }
        reused = true;
        sinceNs = nowNs;
        progressNs = nowNs;
        proceed();
    }

    /** Ends the connection when what was sent is through. */
    void finish(String why) {
        if (!over) {
            over = true;
            endDialogue(why);
            line.close();
        }
    }

    /** Ends it so that the peer sees a failure. */
    void fail(String why) {
        if (!over) {
            over = true;
            endDialogue(why);
            line.abort();
        }
    }

    private void endDialogue(String why) {
        if (dialogue != null) {
            dialogue.end(why);
        }
    }

    @Override
    public void onBodyProgress(long bytes, long nowNs) {
        progressNs = nowNs;
        if (dialogue != null) {
            dialogue.onBodyProgress(bytes);
        }
    }

    @Override
    public void onBodySent(long nowNs) {
        if (dialogue != null && !over) {
            dialogue.onBodySent(nowNs);
        }
    }

    @Override
    public void onBodyFailed(Exception cause, long nowNs) {
        fail("the payload cannot be read: " + cause.getMessage());
    }

    @Override
    public void onInputEnd(long nowNs) {
        if (dialogue == null || !dialogue.hasAll()) {
            finish("the peer has closed");
        }
    }

    @Override
    public void onClosed(boolean orderly, String why, long nowNs) {
        over = true;
        endDialogue(why);
    }

    @Override
    public void onTick(long nowNs) {
        if (over) {
            return;
        }
        if (dialogue != null && dialogue.isBusy()) {
            progressNs = nowNs;
        } else if (dialogue == null && (!reused || !first.isEmpty())) {
            if (nowNs - sinceNs > ServerSettings.FIRST_MESSAGE_NS) {
                finish("the first message was not complete in 10 s");
            }
        } else if (nowNs - progressNs > settings.idleTimeoutNs()) {
            finish("no progress for the idle timeout");
        }
        if (dialogue != null && !over) {
            dialogue.onTick(nowNs);
        }
    }
}
