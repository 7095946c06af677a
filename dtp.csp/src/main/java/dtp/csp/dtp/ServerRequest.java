package dtp.csp.dtp;

import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Peer;
import dtp.api.transport.RefusedException;
import dtp.api.transport.Served;
import dtp.csp.node.CspConnection;
import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpListener;
import dtp.csp.wire.ChunkRange;
import dtp.csp.wire.DecodeException;
import dtp.csp.wire.DtpData;
import dtp.csp.wire.DtpRequest;
import dtp.csp.wire.DtpResponse;
import dtp.csp.wire.ResponseExtension;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * One request to our server, from its connection to its last packet. Every field is checked; a bad request closes the
 * connection and is counted (csp-dtp.md §9). A machine; the node's thread.
 */
final class ServerRequest implements RdpListener {
    private static final long MS = 1_000_000L;
    private static final long NS_PER_S = 1_000_000_000L;

    /** A C client binds port 8 only when it has the response (csp-dtp.md §10). */
    private static final long LEAST_HEAD_START_NS = 20 * MS;

    private static final long MOST_HEAD_START_NS = 1_000 * MS;

    /** A digest that is ready in so short a time goes out with the first response. */
    private static final long DIGEST_WAIT_NS = 40 * MS;

    private static final long SMALL_BYTES = 16 << 20;

    private enum State {
        CONNECTED,
        IN_LINE,
        OPENING,
        HASHING,
        STREAMING,
        OVER
    }

    private final DtpServer server;
    private final ServerPort port;
    private final CspConnection connection;
    private State state = State.CONNECTED;
    private DtpRequest request;
    private Served served;
    private ServedStream stream;
    private long digestDueNs;
    private boolean closed;

    ServerRequest(DtpServer server, ServerPort port, CspConnection connection) {
        this.server = server;
        this.port = port;
        this.connection = connection;
    }

    @Override
    public void onData(ByteBuffer data, long nowNs) {
        if (state != State.CONNECTED) {
            return;
        }
        port.counters().count(DtpCounter.SERVED_REQUESTS);
        try {
            request = DtpRequest.decode(data);
        } catch (DecodeException e) {
            refuse(
                    isOld(e.reason()) ? DtpCounter.SERVED_OLD_LAYOUT : DtpCounter.SERVED_BAD_REQUEST,
                    e.reason().words(),
                    nowNs);
            return;
        }
        state = State.IN_LINE;
        server.onRequest(this, nowNs);
    }

    private static boolean isOld(DecodeException.Reason reason) {
        return reason == DecodeException.Reason.OLD_LAYOUT_72
                || reason == DecodeException.Reason.OLD_LAYOUT_84
                || reason == DecodeException.Reason.OLD_LAYOUT_160;
    }

    /** One after the other: requests of one node for one payload or with one id (csp-dtp.md §9). */
    boolean conflictsWith(ServerRequest other) {
        return connection.peer() == other.connection.peer()
                && (request.payloadId() == other.request.payloadId()
                        || request.sessionId() == other.request.sessionId());
    }

    boolean isInLine() {
        return state == State.IN_LINE;
    }

    /** Its turn. */
    void open(long nowNs) {
        state = State.OPENING;
        Peer peer = Peer.of(DtpTransport.CSP, Integer.toString(connection.peer()));
        server.serving().open(Integer.toString(request.payloadId()), peer).whenComplete((opened, failure) -> {
            try {
                port.handle()
                        .execute(() -> onOpened(opened, failure, port.handle().nowNs()));
            } catch (RejectedExecutionException e) {
                if (opened != null) {
                    opened.close();
                }
            }
        });
    }

    private void onOpened(Served opened, Throwable failure, long nowNs) {
        if (state != State.OPENING) {
            // stopped meanwhile
            if (opened != null) {
                opened.close();
            }
            return;
        }
        if (failure != null) {
            onRefused(failure, nowNs);
            return;
        }
        served = opened;
        if (closed) {
            over(nowNs);
            return;
        }
        served.onStop(why -> stopFromOutside());
        PayloadInfo info = served.payload().info();
        Optional<Digest> known = info.digest().filter(d -> d.algorithm().equals(Digest.SHA_256));
        if (known.isPresent()) {
            respond(known, nowNs);
            return;
        }
        state = State.HASHING;
        digestDueNs = info.size().orElse(0) <= SMALL_BYTES ? nowNs + DIGEST_WAIT_NS : nowNs;
        // csp-dtp.md §11: computed in the background, told in a later response when it is not ready in time
        server.digests().ask(served, digest -> onDigest(digest, port.handle().nowNs()));
    }

    private void onRefused(Throwable failure, long nowNs) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        RefusedException.Why why = cause instanceof RefusedException r ? r.why() : RefusedException.Why.IO;
        boolean later = switch (why) {
            case NOT_FOUND, NOT_ALLOWED, BAD_NAME, EXISTS, NO_SPACE, TOO_LARGE, CHANGED, GAPS, DIGEST_MISMATCH -> false;
            case IN_USE, TOO_MANY, IO, STOPPING -> true;
        };
        if (later) {
            port.counters().count(DtpCounter.SERVED_UNAVAILABLE);
            server.log("payload " + request.payloadId() + " cannot be served now: " + cause.getMessage());
            giveUp(nowNs);
        } else {
            refuse(DtpCounter.SERVED_REFUSED, "payload " + request.payloadId() + ": " + cause.getMessage(), nowNs);
        }
    }

    private void onDigest(Optional<Digest> digest, long nowNs) {
        if (state == State.HASHING) {
            respond(digest, nowNs);
        }
    }

    private void respond(Optional<Digest> digest, long nowNs) {
        long size = served.payload().info().size().orElse(0);
        int unit = request.mtu() - DtpData.HEADER_BYTES;
        boolean tooLarge = size > ChunkRange.LAST && !request.countChunks();
        if (request.mtu() > port.settings().largestMtu()) {
            answer(digest, size, 0, nowNs);
            refuse(
                    DtpCounter.SERVED_MTU_TOO_LARGE,
                    "MTU " + request.mtu() + " was asked, this server sends at most "
                            + port.settings().largestMtu(),
                    nowNs);
        } else if (tooLarge) {
            answer(digest, size, 0, nowNs);
            refuse(
                    DtpCounter.SERVED_TOO_LARGE,
                    "payload " + request.payloadId() + " has " + size
                            + " bytes, and this client counts bytes up to 4 GiB - 1",
                    nowNs);
        } else {
            stream(digest, size, unit, nowNs);
        }
    }

    private void stream(Optional<Digest> digest, long size, int unit, long nowNs) {
        long chunks = ChunkCursor.chunks(size, unit);
        List<ChunkRange> ranges = new ArrayList<>();
        for (ChunkRange asked : request.ranges()) {
            if (asked.first() < chunks) {
                ranges.add(new ChunkRange(asked.first(), Math.min(asked.last(), chunks - 1)));
            } else if (chunks > 0 || asked.first() > 0) {
                refuse(
                        DtpCounter.SERVED_BEYOND_END,
                        "chunk " + asked.first() + " was asked, payload " + request.payloadId() + " has " + chunks,
                        nowNs);
                return;
            }
        }
        if (!answer(digest, size, ChunkCursor.bytes(ranges, size, unit), nowNs)) {
            close(nowNs);
            return;
        }
        long packetNs = unit * NS_PER_S / request.throughput();
        long headStartNs = Math.min(MOST_HEAD_START_NS, Math.max(packetNs, LEAST_HEAD_START_NS));
        stream = new ServedStream(port, connection.peer(), request, served, ranges, nowNs + headStartNs);
        state = State.STREAMING;
        server.onStreaming(nowNs);
    }

    /** csp-dtp.md §10: repeated by the connection until it is acknowledged; size_in_bytes is exact. */
    private boolean answer(Optional<Digest> digest, long size, long bytes, long nowNs) {
        ResponseExtension.Builder extension = new ResponseExtension.Builder(request.sessionId(), size)
                .countChunks(request.countChunks())
                .largestMtu(port.settings().largestMtu());
        served.payload().info().modified().ifPresent(when -> extension.modifiedMs(Math.max(0, when.toEpochMilli())));
        digest.ifPresent(d -> extension.sha256(d.value()));
        ByteBuffer response = ByteBuffer.allocate(DtpResponse.BYTES);
        new DtpResponse(bytes, size, Optional.of(extension.build())).encode(response);
        return connection.send(response.flip(), nowNs);
    }

    long demand() {
        long limit = served == null ? Long.MAX_VALUE : Math.max(1, served.throughputBytesPerSecond());
        return Math.min(request.throughput(), limit);
    }

    ServedStream streaming() {
        return state == State.STREAMING ? stream : null;
    }

    long nextDeadlineNs() {
        return switch (state) {
            case STREAMING -> stream.nextDeadlineNs();
            case HASHING -> digestDueNs;
            case CONNECTED, IN_LINE, OPENING, OVER -> Long.MAX_VALUE;
        };
    }

    void onTime(long nowNs) {
        if (state == State.HASHING && nowNs >= digestDueNs) {
            respond(Optional.empty(), nowNs);
        }
        if (state != State.STREAMING) {
            return;
        }
        stream.onTime(nowNs);
        if (stream.failure() != null) {
            refuse(
                    DtpCounter.SERVED_READ_FAILED,
                    "payload " + request.payloadId() + " cannot be served any more: "
                            + stream.failure().getMessage(),
                    nowNs);
        } else if (stream.atEnd()) {
            close(nowNs);
        }
    }

    /** Its turn threw, and would throw again at each turn: it ends. */
    void onFault(RuntimeException fault, long nowNs) {
        port.counters().count(DtpCounter.SERVED_FAILED);
        server.log("request of CSP node " + connection.peer() + " ended by a fault of this program: " + fault);
        giveUp(nowNs);
    }

    private void refuse(DtpCounter counter, String why, long nowNs) {
        port.counters().count(counter);
        server.log("request of CSP node " + connection.peer() + " refused: " + why);
        close(nowNs);
    }

    /** Any thread. */
    private void stopFromOutside() {
        try {
            port.handle().execute(() -> stop(port.handle().nowNs()));
        } catch (RejectedExecutionException e) {
            // the node has stopped, and everything with it
            return;
        }
    }

    /** By the operator, the store or the engine. */
    void stop(long nowNs) {
        if (state != State.OVER) {
            port.counters().count(DtpCounter.SERVED_CUT_SHORT);
            giveUp(nowNs);
            if (served != null) {
                // not even for its digest
                served.close();
            }
        }
    }

    private void close(long nowNs) {
        over(nowNs);
        connection.close(nowNs);
    }

    /** Through no fault of the client: an RST without a response would say "no such payload" for good (csp-dtp.md §9), silence says "try again". */
    private void giveUp(long nowNs) {
        boolean responded = state == State.STREAMING;
        over(nowNs);
        if (responded) {
            connection.close(nowNs);
        } else {
            connection.abandon(nowNs);
        }
    }

    private void over(long nowNs) {
        if (state == State.OVER) {
            return;
        }
        state = State.OVER;
        if (stream != null) {
            stream.close();
        }
        if (served != null) {
            server.digests().release(served);
        }
        server.onOver(this, nowNs);
    }

    /** The client's RST stops the stream at once, and so does its silence where it had promised keep-alives (csp-dtp.md §9). */
    @Override
    public void onClosed(RdpEnd end, long nowNs) {
        closed = true;
        if (state == State.STREAMING) {
            port.counters().count(DtpCounter.SERVED_CUT_SHORT);
        }
        if (state != State.OPENING) {
            over(nowNs);
        }
    }
}
