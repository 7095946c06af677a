package dtp.transport.zmq.machine;

import dtp.api.transport.Peer;
import dtp.transport.zmq.wire.Answer;
import dtp.transport.zmq.wire.DecodeException;
import dtp.transport.zmq.wire.Request;
import dtp.transport.zmq.wire.RequestCodec;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A server of zmq.md, all peers and transfers of one ROUTER: messages and times in, effects out through its {@link ServerPort}.
 * Every request gets exactly one answer. Owned by one thread, which calls every method.
 */
public final class ServerMachine {
    /** Requests without an answer before no more is read; they wait for this container only, never for a peer. */
    static final int MOST_DUE = 16_384;

    private static final long TICK_NS = 250_000_000L;

    private final ServerPort port;
    private final ServerSettings settings;
    private final Uploads uploads;
    private final Reads reads;
    private final Map<String, Line> lines = new HashMap<>();
    private long rejected;
    /** When silence is looked for next; Long.MAX_VALUE while there is nobody who could be silent. */
    private long tickNs = Long.MAX_VALUE;

    public ServerMachine(ServerPort port, ServerSettings settings) {
        this.port = port;
        this.settings = settings;
        uploads = new Uploads(port, settings);
        reads = new Reads(port, settings);
    }

    /**
     * @param id the peer's routing id
     * @param peer who that is, asked for at its first message
     * @param delimiter the request came with an empty delimiter frame, already taken away (REQ)
     */
    public void onMessage(String id, Supplier<Peer> peer, boolean delimiter, List<ByteBuffer> frames, long nowNs) {
        Line line = line(id, peer, nowNs);
        try {
            dispatch(line, RequestCodec.decode(frames), delimiter, nowNs);
        } catch (DecodeException e) {
            rejected++;
            line.ordered(delimiter).give(new Answer.Refused(e.getMessage())); // rule 5: malformed ones too
        }
        forgetIdle(line);
    }

    /** As {@link #onMessage}, but there was no memory for the data that came: they are not what is in the frames. */
    public void onIncomplete(String id, Supplier<Peer> peer, boolean delimiter, List<ByteBuffer> frames, long nowNs) {
        Line line = line(id, peer, nowNs);
        rejected++;
        try {
            Request request = RequestCodec.decode(frames);
            if (request instanceof Request.Chunk chunk && uploads.isExtended(chunk.name(), line)) {
                uploads.noRoom(line, chunk, line.free(delimiter), nowNs);
            } else if (request instanceof Request.Chunk chunk) {
                uploads.noRoom(line, chunk, line.ordered(delimiter), nowNs);
            } else {
                line.ordered(delimiter).give(new Answer.Refused(Uploads.NO_ROOM));
            }
        } catch (DecodeException e) {
            line.ordered(delimiter).give(new Answer.Refused(e.getMessage()));
        }
        forgetIdle(line);
    }

    private Line line(String id, Supplier<Peer> peer, long nowNs) {
        if (tickNs == Long.MAX_VALUE) {
            tickNs = nowNs + TICK_NS;
        }
        return lines.computeIfAbsent(id, i -> newLine(i, peer.get()));
    }

    private Line newLine(String id, Peer peer) {
        Line[] made = new Line[1];
        made[0] = new Line(id, peer, port, () -> uploads.miscounted(made[0]));
        return made[0];
    }

    private void dispatch(Line line, Request request, boolean delimiter, long nowNs) {
        if (request instanceof Request.Chunk chunk) {
            boolean any = uploads.isExtended(chunk.name(), line);
            uploads.chunk(line, chunk, any ? line.free(delimiter) : line.ordered(delimiter), nowNs);
        } else if (request instanceof Request.Hello hello) {
            uploads.openings().hello(line, hello, line.ordered(delimiter), nowNs);
        } else if (request instanceof Request.HelloDtp hello) {
            uploads.openings().helloDtp(line, hello, line.ordered(delimiter), nowNs);
        } else if (request instanceof Request.Close close) {
            uploads.close(line, close, line.ordered(delimiter), nowNs);
        } else if (request instanceof Request.Stat stat) {
            reads.stat(line, stat, line.ordered(delimiter), nowNs);
        } else if (request instanceof Request.Fetch fetch) {
            reads.fetch(line, fetch, line.free(delimiter), nowNs);
        }
    }

    /** Nothing is remembered of a peer that has nothing under way. */
    private void forgetIdle(Line line) {
        if (line.due() == 0 && !uploads.any(line) && !reads.any(line)) {
            lines.remove(line.id(), line);
        }
    }

    /** The peer is disconnected (rule 9). */
    public void onDisconnect(String id) {
        Line line = lines.remove(id);
        if (line != null) {
            line.leave();
            uploads.left(line);
            reads.left(line);
        }
    }

    /** To be called at {@link #nextNs} at the latest. */
    public void onTime(long nowNs) {
        reads.tick(nowNs);
        if (nowNs >= tickNs) {
            uploads.expire(nowNs);
            List.copyOf(lines.values()).forEach(this::forgetIdle);
            tickNs = lines.isEmpty() ? Long.MAX_VALUE : nowNs + TICK_NS;
        }
    }

    /** When {@link #onTime} is due, whenever this is asked; Long.MAX_VALUE: when the next message has come. */
    public long nextNs() {
        return Math.min(reads.nextNs(), tickNs);
    }

    /** False: leave what comes in the socket, so that the network holds its senders back. */
    public boolean wantsMore() {
        return uploads.bytesInWork() < settings.mostBytesInWork()
                && lines.values().stream().mapToLong(Line::due).sum() < MOST_DUE;
    }

    /** Ends everything that is under way; what can be resumed is kept. */
    public void stop() {
        lines.values().forEach(Line::leave);
        uploads.stop();
        reads.stop();
    }

    public int uploads() {
        return uploads.count();
    }

    /** Peers with something under way. */
    public int peers() {
        return lines.size();
    }

    /** Messages that were none of the protocol. */
    public long rejected() {
        return rejected;
    }
}
