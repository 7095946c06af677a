package dtp.csp.dtp;

import dtp.csp.wire.CspHeader;
import dtp.csp.wire.CspVersion;
import dtp.csp.wire.DecodeException;
import dtp.csp.wire.RdpTrailer;
import dtp.csp.wire.SynOptions;
import dtp.tck.sim.SimulatedEnd;
import dtp.tck.sim.VirtualTime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the C server behaves, its faults included (csp-dtp.md §4 to §6, §9, §10): it dies, hangs and leaks as the real one does,
 * and says so in {@link #harm}. Written from the document, apart from the code that is tested.
 */
final class FragileCServer {
    private static final int CONN_TIMEOUT_S = 10;
    private static final long S = 1_000_000_000L;
    private static final long TICK_NS = S / 10;

    /** What no client may do to it. */
    final List<String> harm = new ArrayList<>();
    /** {@code 0..0} and the like, as asked. */
    final List<String> requests = new ArrayList<>();

    final Map<Integer, byte[]> payloads = new HashMap<>();
    int slots = 8;
    int buffer = 256;
    int mostOpen;
    /** Slots that are not free again by themselves after 10 s. */
    int mostInService;

    int sourceAddress = DtpRig.SERVER;
    int responsesToLose;
    int served;

    private final VirtualTime time;
    private final SimulatedEnd end;
    private final Map<Integer, Conn> conns = new HashMap<>();
    private final ArrayDeque<Conn> line = new ArrayDeque<>();
    private boolean busy;
    private boolean ticking;
    private int counter;

    private enum State {
        SYN_RCVD,
        OPEN,
        CLOSE_WAIT
    }

    private static final class Conn {
        final int peer;
        final int port;
        SynOptions syn;
        State state = State.SYN_RCVD;
        int iss;
        int sndNxt;
        int rcvCur;
        long heardNs;
        long sentNs;
        ByteBuffer request;
        byte[] unacked;
        int unackedSeq;
        long unackedNs;
        boolean bareAck;
        boolean served;

        Conn(int peer, int port) {
            this.peer = peer;
            this.port = port;
        }

        /** Its task holds it until all is sent, whatever RDP says (csp-dtp.md §6, §10.5). */
        boolean inService() {
            return request != null && !served;
        }
    }

    FragileCServer(VirtualTime time, SimulatedEnd end) {
        this.time = time;
        this.end = end;
        end.onFrame(this::onFrame);
    }

    int openConnections() {
        return conns.size();
    }

    private boolean dead() {
        return !harm.isEmpty();
    }

    private void onFrame(ByteBuffer frame) {
        if (dead()) {
            return;
        }
        try {
            long header = CspVersion.V2.read(frame);
            if (CspHeader.destination(header) != DtpRig.SERVER || frame.remaining() > buffer) {
                return;
            }
            if (CspHeader.destinationPort(header) == 1) {
                send(CspHeader.reply(header), frame);
            } else if (CspHeader.has(header, CspHeader.RDP)) {
                RdpTrailer trailer = RdpTrailer.strip(frame);
                onRdp(CspHeader.source(header), CspHeader.sourcePort(header), trailer, frame);
            }
        } catch (DecodeException e) {
            // a C node drops it
            return;
        }
        mostOpen = Math.max(mostOpen, conns.size());
        mostInService = Math.max(mostInService, (int)
                conns.values().stream().filter(Conn::inService).count());
    }

    private void onRdp(int peer, int port, RdpTrailer t, ByteBuffer data) throws DecodeException {
        Conn c = conns.get(port);
        if (t.flags() == RdpTrailer.SYN) {
            onSyn(peer, port, c, t, data);
            return;
        }
        if (c == null) {
            return;
        }
        c.heardNs = time.nowNs();
        int ahead = (short) (t.seq() - c.rcvCur);
        if (t.hasAck() && c.unacked != null && (short) (t.ack() - c.unackedSeq) >= 0) {
            c.unacked = null;
        }
        if (t.rst()) {
            if (ahead == 1) {
                onReset(c);
            }
            return;
        }
        if (c.state == State.CLOSE_WAIT) {
            control(c, RdpTrailer.ACK | RdpTrailer.RST);
            return;
        }
        if (c.state == State.SYN_RCVD && t.hasAck() && t.ack() == c.iss) {
            c.state = State.OPEN;
            c.bareAck = !data.hasRemaining();
        }
        if (c.state == State.OPEN && data.hasRemaining() && ahead == 1) {
            c.rcvCur = t.seq();
            c.request = ByteBuffer.allocate(data.remaining()).put(data).flip().order(ByteOrder.LITTLE_ENDIAN);
            control(c, RdpTrailer.ACK);
            line.add(c);
            next();
        } else if (data.hasRemaining()) {
            control(c, RdpTrailer.ACK);
        }
    }

    private void onReset(Conn c) {
        if (c.state == State.CLOSE_WAIT && !c.inService()) {
            conns.remove(c.port);
        } else if (c.request == null) {
            leakSlot(c, "closed before its request came");
        } else if (c.state == State.OPEN) {
            c.state = State.CLOSE_WAIT;
            control(c, RdpTrailer.ACK | RdpTrailer.RST);
        }
    }

    private void onSyn(int peer, int port, Conn known, RdpTrailer t, ByteBuffer data) throws DecodeException {
        if (known != null && known.state == State.SYN_RCVD && known.rcvCur == t.seq()) {
            control(known, RdpTrailer.SYN | RdpTrailer.ACK);
            return;
        }
        if (known != null) {
            // csp-dtp.md §4: "Invalid SYN … resetting", and ignored from then on
            known.state = State.CLOSE_WAIT;
            control(known, RdpTrailer.ACK | RdpTrailer.RST);
            return;
        }
        if (conns.size() >= slots) {
            return;
        }
        Conn c = new Conn(peer, port);
        c.syn = SynOptions.decode(data);
        c.rcvCur = t.seq();
        c.iss = (int) (time.nowNs() / 1_000_000) & 0xffff;
        c.sndNxt = c.iss + 1 & 0xffff;
        c.heardNs = time.nowNs();
        conns.put(port, c);
        control(c, RdpTrailer.SYN | RdpTrailer.ACK);
        tick();
    }

    private void tick() {
        if (!ticking) {
            ticking = true;
            time.after(TICK_NS, this::onTick);
        }
    }

    private void onTick() {
        ticking = false;
        if (dead()) {
            return;
        }
        for (Conn c : List.copyOf(conns.values())) {
            long nowNs = time.nowNs();
            if (nowNs - c.heardNs > CONN_TIMEOUT_S * S) {
                timeOut(c);
            } else if (c.unacked != null && nowNs - c.unackedNs >= c.syn.packetTimeoutMs() * 1_000_000) {
                c.unackedNs = nowNs;
                rdp(c, RdpTrailer.ACK, 0, c.unackedSeq, c.unacked);
            } else if (c.state == State.SYN_RCVD && nowNs - c.sentNs > S && !busy) {
                control(c, RdpTrailer.SYN | RdpTrailer.ACK);
            } else if (c.state == State.OPEN && nowNs - c.sentNs >= c.syn.ackTimeoutMs() * 1_000_000) {
                control(c, RdpTrailer.ACK);
            }
        }
        if (!conns.isEmpty()) {
            tick();
        }
    }

    private void timeOut(Conn c) {
        if (c.state == State.OPEN && c.request == null) {
            leakSlot(c, "timed out before its request came");
        } else if (c.state == State.OPEN) {
            c.state = State.CLOSE_WAIT;
            c.heardNs = time.nowNs();
            control(c, RdpTrailer.ACK | RdpTrailer.RST);
        } else if (!c.inService()) {
            conns.remove(c.port);
        }
    }

    private void leakSlot(Conn c, String why) {
        if (c.bareAck) {
            harm.add("a slot is lost for ever: a connection " + why + " after a bare ACK");
        }
    }

    private void control(Conn c, int flags) {
        boolean syn = (flags & RdpTrailer.SYN) != 0;
        rdp(c, flags, counter++ & 15, syn ? c.iss : c.sndNxt, new byte[0]);
    }

    private void rdp(Conn c, int flags, int count, int seq, byte[] data) {
        c.sentNs = time.nowNs();
        ByteBuffer body = ByteBuffer.allocate(data.length + RdpTrailer.BYTES);
        body.put(data);
        new RdpTrailer(flags, count, seq, c.rcvCur).encode(body);
        int ports = CspHeader.portsAndFlags(c.port, 7, CspHeader.RDP);
        send(CspHeader.of(CspHeader.HIGH, DtpRig.SERVER, c.peer, ports), body.flip());
    }

    private void send(long header, ByteBuffer body) {
        ByteBuffer frame = ByteBuffer.allocate(6 + body.remaining());
        CspVersion.V2.write(header, frame);
        end.send(frame.put(body).flip());
    }

    private void next() {
        Conn c = busy ? null : line.poll();
        if (c == null) {
            return;
        }
        ByteBuffer r = c.request;
        long throughput = r.limit() < 80 ? 0 : Integer.toUnsignedLong(r.getInt(0));
        int count = r.get(4) & 0xff;
        int mtu = r.limit() < 80 ? 0 : r.getShort(12) & 0xffff;
        byte[] payload = payloads.get(r.get(5) & 0xff);
        requests.add(describe(r, count));
        if (r.limit() < 80 || throughput == 0 || mtu <= 8 || mtu > buffer || count < 1 || count > 8) {
            harm.add("dead or stuck: " + r.limit() + " bytes, throughput " + throughput + ", mtu " + mtu
                    + ", intervals " + count);
            return;
        }
        if (payload == null || payload.length == 0) {
            harm.add("a buffer is lost: payload " + (r.get(5) & 0xff) + " is unknown or empty");
            if (harm.size() == 1 && payload == null) {
                // lives on until all are lost: unknown payloads are counted by the test
                unknown++;
                harm.clear();
                close(c);
                next();
            }
            return;
        }
        begin(c, throughput, mtu - 8, payload);
    }

    int unknown;

    private static String describe(ByteBuffer r, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(8, count); i++) {
            text.append(i == 0 ? "" : " ").append(Integer.toUnsignedString(r.getInt(16 + 8 * i)));
            text.append("..").append(Integer.toHexString(r.getInt(20 + 8 * i)));
        }
        return text.toString();
    }

    private void begin(Conn c, long throughput, int unit, byte[] payload) {
        ByteBuffer r = c.request;
        List<Integer> chunks = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        int all = (payload.length + unit - 1) / unit;
        for (int i = 0; i < r.get(4); i++) {
            long first = Integer.toUnsignedLong(r.getInt(16 + 8 * i));
            long last = Integer.toUnsignedLong(r.getInt(20 + 8 * i));
            boolean everything = first == 0 && last == 0xffff_ffffL;
            if (first > last || first >= all || !everything && (last + 1) * unit > 0xffff_ffffL) {
                harm.add("stuck: chunks " + first + " to " + last + " of " + all);
                return;
            }
            starts.add(chunks.size());
            for (long chunk = first; chunk <= Math.min(last, all - 1L); chunk++) {
                chunks.add((int) chunk);
            }
        }
        busy = true;
        ByteBuffer response = ByteBuffer.allocate(80).order(ByteOrder.LITTLE_ENDIAN);
        response.putInt(1234).putInt(payload.length).putInt(0x3150_5444).putLong(0x0102_0304_0506_0708L);
        c.unacked = response.array();
        c.unackedSeq = c.sndNxt;
        c.unackedNs = time.nowNs();
        c.sndNxt = c.sndNxt + 1 & 0xffff;
        if (responsesToLose > 0) {
            responsesToLose--;
        } else {
            rdp(c, RdpTrailer.ACK, 0, c.unackedSeq, c.unacked);
        }
        long roundNs = CServerPacing.roundNs(throughput, unit);
        int perRound = (int) Math.max(1, throughput / unit * (roundNs / 1_000_000) / 1000);
        stream(new Stream(c, unit, payload, chunks, starts, roundNs, perRound), 0);
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Stream(
            Conn conn,
            int unit,
            byte[] payload,
            List<Integer> chunks,
            List<Integer> starts,
            long roundNs,
            int perRound) {}

    private void stream(Stream s, int from) {
        time.after(s.roundNs(), () -> {
            int at = from;
            for (int n = 0; n < s.perRound() && at < s.chunks().size(); n++) {
                if (n > 0 && s.starts().contains(at)) {
                    break;
                }
                data(s, s.chunks().get(at++));
            }
            if (at < s.chunks().size()) {
                stream(s, at);
            } else {
                served++;
                busy = false;
                close(s.conn());
                next();
            }
        });
    }

    private void data(Stream s, int chunk) {
        int offset = chunk * s.unit();
        int length = Math.min(s.unit(), s.payload().length - offset);
        ByteBuffer body = ByteBuffer.allocate(8 + length).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(offset).putInt(s.conn().request.getInt(8)).put(s.payload(), offset, length);
        int ports = CspHeader.portsAndFlags(8, 0, 0);
        send(CspHeader.of(CspHeader.LOW, sourceAddress, s.conn().peer, ports), body.flip());
    }

    private void close(Conn c) {
        c.served = true;
        if (conns.get(c.port) == c && c.state == State.CLOSE_WAIT) {
            conns.remove(c.port);
        } else if (conns.get(c.port) == c && c.state == State.OPEN) {
            c.state = State.CLOSE_WAIT;
            c.heardNs = time.nowNs();
            control(c, RdpTrailer.ACK | RdpTrailer.RST);
        }
    }
}
