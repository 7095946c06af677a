package dtp.csp.node;

import dtp.csp.wire.CmpIdent;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.DecodeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Asks other nodes for ping, ident, free buffers and uptime. One packet, one answer or none: never repeated by itself. The
 * node's thread; the answer is given there too, never before the call has returned.
 */
public final class ServiceCalls {
    /** What came back. */
    @FunctionalInterface
    private interface Answer {
        /** @param data null: nothing came in time */
        void take(ByteBuffer data, long roundTripNs);
    }

    private record Call(int node, int destinationPort, int port, long sentNs, long deadlineNs, Answer answer) {
        long key() {
            return CspConnection.key(node, destinationPort, port);
        }
    }

    private final CspNode node;
    private final Ports ports;
    private final Frame frame;
    private final Map<Long, Call> open = new HashMap<>();
    /** Key of the last call that found no port; below all keys of real ones. */
    private long portless;

    ServiceCalls(CspNode node, Ports ports) {
        this.node = node;
        this.ports = ports;
        frame = node.newFrame();
    }

    /**
     * One echo. A ping of {@code mtu - 4} bytes with CRC-32C that comes back proves the MTU on the whole way (csp-dtp.md §9).
     *
     * @param bytes 0 to the node's largest packet; with CRC-32C 4 less
     * @param done round trip in ns, or -1: nothing, or something else, came back in time
     */
    public void ping(int peer, int bytes, boolean crc32, long deadlineNs, long nowNs, LongConsumer done) {
        int most = node.settings().maxDataBytes() - (crc32 ? 4 : 0);
        if (bytes < 0 || bytes > most) {
            throw new IllegalArgumentException("a ping has 0 to " + most + " bytes, not " + bytes);
        }
        ByteBuffer payload = frame.payload();
        for (int i = 0; i < bytes; i++) {
            payload.put((byte) i);
        }
        call(peer, ServicePorts.PING, crc32, deadlineNs, nowNs, (data, roundTripNs) -> {
            boolean whole = data != null && isEcho(data, bytes);
            done.accept(whole ? roundTripNs : -1);
        });
    }

    private static boolean isEcho(ByteBuffer data, int bytes) {
        boolean same = data.remaining() == bytes;
        for (int i = 0; same && i < bytes; i++) {
            same = data.get(data.position() + i) == (byte) i;
        }
        return same;
    }

    /** @param done empty: no answer in time, or none that can be read */
    public void ident(int peer, long deadlineNs, long nowNs, Consumer<Optional<CmpIdent>> done) {
        CmpIdent.encodeRequest(frame.payload());
        call(peer, ServicePorts.CMP, false, deadlineNs, nowNs, (data, roundTripNs) -> {
            Optional<CmpIdent> ident = Optional.empty();
            if (data != null) {
                try {
                    ident = Optional.of(CmpIdent.decodeReply(data));
                } catch (DecodeException e) {
                    node.counters().count(NodeCounter.TOO_SHORT);
                }
            }
            done.accept(ident);
        });
    }

    /** @param done seconds since the peer started, or -1 */
    public void uptimeS(int peer, long deadlineNs, long nowNs, LongConsumer done) {
        number(peer, ServicePorts.UPTIME, deadlineNs, nowNs, done);
    }

    /** @param done free packet buffers of the peer, or -1 */
    public void freeBuffers(int peer, long deadlineNs, long nowNs, LongConsumer done) {
        number(peer, ServicePorts.BUFFERS_FREE, deadlineNs, nowNs, done);
    }

    private void number(int peer, int port, long deadlineNs, long nowNs, LongConsumer done) {
        frame.payload();
        call(peer, port, false, deadlineNs, nowNs, (data, roundTripNs) -> {
            long value = -1;
            if (data != null && data.remaining() >= 4) {
                value = 0;
                for (int i = 0; i < 4; i++) {
                    value = value << 8 | data.get(data.position() + i) & 0xff;
                }
            }
            done.accept(value);
        });
    }

    private void call(int peer, int destinationPort, boolean crc32, long deadlineNs, long nowNs, Answer answer) {
        int port = ports.take(peer, nowNs);
        Call call = new Call(peer, destinationPort, port, nowNs, port < 0 ? nowNs : deadlineNs, answer);
        open.put(port < 0 ? --portless : call.key(), call);
        if (port >= 0) {
            int flags = crc32 ? CspHeader.CRC32 : 0;
            node.send(node.header(CspHeader.NORMAL, peer, destinationPort, port, flags), frame);
        }
    }

    void onAnswer(long header, ByteBuffer data, long nowNs) {
        long key = CspConnection.key(
                CspHeader.source(header), CspHeader.sourcePort(header), CspHeader.destinationPort(header));
        Call call = open.remove(key);
        if (call == null) {
            node.counters().count(NodeCounter.LATE_ANSWER);
            return;
        }
        ports.release(call.node(), call.port(), true, nowNs);
        long roundTripNs = nowNs - call.sentNs();
        node.measured(call.node(), roundTripNs);
        call.answer().take(data, roundTripNs);
    }

    void onTime(long nowNs) {
        if (nowNs >= nextDeadlineNs()) {
            expire(nowNs, false);
        }
    }

    void stop(long nowNs) {
        expire(nowNs, true);
    }

    private void expire(long nowNs, boolean all) {
        List<Call> late = new ArrayList<>();
        open.values().removeIf(call -> (all || call.deadlineNs() <= nowNs) && late.add(call));
        for (Call call : late) {
            if (call.port() >= 0) {
                // an answer may still come: the port must not be somebody else's by then
                ports.release(call.node(), call.port(), false, nowNs);
            }
            call.answer().take(null, -1);
        }
    }

    long nextDeadlineNs() {
        long next = Long.MAX_VALUE;
        if (!open.isEmpty()) {
            for (Call call : open.values()) {
                next = Math.min(next, call.deadlineNs());
            }
        }
        return next;
    }
}
