package dtp.csp.rdp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dtp.csp.wire.Capture;
import dtp.csp.wire.Crc32c;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.DecodeException;
import dtp.csp.wire.RdpTrailer;
import dtp.csp.wire.SynOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ours against the C implementation: each side of the captures is replayed with its timing, and ours stands on the other. */
class RdpReplayTest {
    private static final SynOptions CSH = new SynOptions(3, 10_000, 5_000, true, 2_000, 2);

    /** A packet of the first RDP connection of a capture. */
    private record Step(long timeNs, boolean toServer, boolean dropped, RdpTrailer trailer, ByteBuffer data) {}

    private static List<Step> connection(String name) {
        Capture capture = Capture.load(name);
        long startNs = capture.packets().get(0).timeNs();
        List<Step> steps = new ArrayList<>();
        for (Capture.Packet packet : capture.packets()) {
            try {
                ByteBuffer bytes = packet.buffer();
                long header = capture.version().read(bytes);
                int clientPort = packet.toServer() ? CspHeader.sourcePort(header) : CspHeader.destinationPort(header);
                if (CspHeader.has(header, CspHeader.CRC32)) {
                    Crc32c.checkAndStrip(bytes, 0, bytes.position());
                }
                if (CspHeader.has(header, CspHeader.RDP) && clientPort == 18) {
                    RdpTrailer trailer = RdpTrailer.strip(bytes);
                    long timeNs = packet.timeNs() - startNs;
                    steps.add(new Step(timeNs, packet.toServer(), packet.dropped(), trailer, bytes.slice()));
                }
            } catch (DecodeException e) {
                throw new AssertionError(name, e);
            }
        }
        return steps;
    }

    private static Step first(List<Step> steps, boolean toServer, int flags, boolean withData) {
        return steps.stream()
                .filter(s -> s.toServer() == toServer && s.trailer().flags() == flags)
                .filter(s -> s.data().hasRemaining() == withData)
                .findFirst()
                .orElseThrow();
    }

    /** Our client, with the client's numbers of the capture, against the packets that the C server sent. */
    private static Recorder replayServer(List<Step> steps, RdpOptions options) {
        Recorder seen = new Recorder();
        ByteBuffer request = first(steps, true, RdpTrailer.ACK, true).data();
        RdpConnection client =
                RdpConnection.client(options, steps.get(0).trailer().seq(), -1, seen.port());
        client.open(request, 0);
        replay(steps, false, client, seen);
        return seen;
    }

    /** Our server, with the server's numbers of the capture, against the packets that the C client sent. */
    private static Recorder replayClient(List<Step> steps) throws DecodeException {
        Recorder seen = new Recorder();
        Step synAck = first(steps, false, RdpTrailer.SYN | RdpTrailer.ACK, false);
        ByteBuffer response = first(steps, false, RdpTrailer.ACK, true).data();
        long closeNs =
                first(steps, false, RdpTrailer.RST | RdpTrailer.ACK, false).timeNs();
        RdpConnection server =
                RdpConnection.server(RdpOptions.DEFAULT, synAck.trailer().seq(), seen.port());
        boolean accepted = false;
        boolean answered = false;
        for (Step step : steps) {
            runTo(server, seen, step.timeNs());
            if (answered && step.timeNs() >= closeNs) {
                server.close(step.timeNs());
            }
            if (!step.toServer() || step.dropped()) {
                continue;
            }
            if (!accepted) {
                server.accept(
                        SynOptions.decode(step.data().duplicate()),
                        step.trailer().seq(),
                        step.timeNs());
                accepted = true;
            } else {
                server.onPacket(step.trailer(), step.data().duplicate(), step.timeNs());
            }
            if (!answered && !seen.data.isEmpty()) {
                server.send(response, step.timeNs());
                answered = true;
            }
        }
        return seen;
    }

    private static void replay(List<Step> steps, boolean toServer, RdpConnection connection, Recorder seen) {
        for (Step step : steps) {
            if (step.toServer() == toServer && !step.dropped()) {
                runTo(connection, seen, step.timeNs());
                connection.onPacket(step.trailer(), step.data().duplicate(), step.timeNs());
            }
        }
    }

    private static void runTo(RdpConnection connection, Recorder seen, long timeNs) {
        while (connection.nextDeadlineNs() <= timeNs) {
            seen.nowNs = Math.max(seen.nowNs, connection.nextDeadlineNs());
            connection.onTime(seen.nowNs);
        }
        seen.nowNs = timeNs;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp-v1.pcap", "udp-v1-crc.pcap", "udp-v2.pcap", "udp-v2-crc.pcap", "kiss-v2.hex", "zmq-v1.hex",
                "zmq-v1-le.hex", "zmq-v2.hex", "rdp-drop0.hex", "rdp-drop1.hex", "rdp-drop2.hex", "rdp-drop3.hex"
            })
    void ourClientIsServedByTheCServer(String name) {
        List<Step> steps = connection(name);
        Recorder seen = replayServer(steps, RdpOptions.DEFAULT.withSyn(CSH));
        ByteBuffer response = first(steps, false, RdpTrailer.ACK, true).data();
        assertEquals(1, seen.data.size());
        assertArrayEquals(bytes(response), seen.data.get(0));
        assertEquals(RdpEnd.RESET, seen.end);
        RdpTrailer ours = seen.last().trailer();
        RdpTrailer theirs =
                first(steps, true, RdpTrailer.RST | RdpTrailer.ACK, false).trailer();
        assertEquals(new RdpTrailer(theirs.flags(), ours.counter(), theirs.seq(), theirs.ack()), ours);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp-v1.pcap",
                "udp-v2-crc.pcap",
                "kiss-v2.hex",
                "rdp-drop0.hex",
                "rdp-drop1.hex",
                "rdp-drop2.hex",
                "rdp-drop3.hex",
                "rdp-long-idle.hex"
            })
    void ourServerServesTheCClient(String name) throws DecodeException {
        List<Step> steps = connection(name);
        Recorder seen = replayClient(steps);
        assertEquals(1, seen.opened);
        assertEquals(1, seen.data.size());
        assertEquals(RdpEnd.CLOSED, seen.end);
    }

    @Test
    void aResponseThatTheCServerRepeatsAfterItsRstIsWaitedFor() {
        List<Step> steps = connection("rdp-drop4.hex");
        Recorder seen = replayServer(steps, RdpOptions.DEFAULT.withSyn(CSH));
        assertEquals(1, seen.resetsAhead);
        assertEquals(1, seen.data.size());
        assertEquals(RdpEnd.RESET, seen.end);
        assertEquals(5_040, seen.endNs / Bench.MS);
    }

    @Test
    void anIdleCConnectionIsKeptAliveThroughout() {
        List<Step> steps = connection("rdp-long-idle.hex");
        Recorder seen = replayServer(steps, RdpOptions.DEFAULT.withSyn(CSH));
        assertEquals(RdpEnd.RESET, seen.end);
        List<Recorder.Sent> acks = seen.sentWith(RdpTrailer.ACK);
        assertEquals(14, acks.size(), "one each 2 s until the RST after 29 s");
    }

    @Test
    void theAnswerToTheSynOfABrokenHalfOpenConnectionIsForeign() {
        List<Step> steps = connection("rdp-halfopen-restart.hex").stream()
                .filter(s -> s.timeNs() > 1_100_000_000L && s.timeNs() < 10_000_000_000L)
                .toList();
        Recorder seen = new Recorder();
        RdpConnection client =
                RdpConnection.client(RdpOptions.DEFAULT, steps.get(0).trailer().seq(), -1, seen.port());
        client.open(Bench.REQUEST, steps.get(0).timeNs());
        replay(steps, false, client, seen);
        assertNull(seen.end);
        assertEquals(List.of(RdpDrop.FOREIGN, RdpDrop.FOREIGN), seen.drops);
    }
}
