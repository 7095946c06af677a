package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.csp.node.NodeSettings;
import dtp.csp.wire.Capture;
import dtp.csp.wire.Crc32c;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.CspVersion;
import dtp.csp.wire.DecodeException;
import dtp.csp.wire.DtpData;
import dtp.csp.wire.RdpTrailer;
import dtp.path.PathModel;
import dtp.tck.sim.SimulatedEnd;
import dtp.tck.sim.SimulatedLink;
import dtp.tck.sim.SimulatedNetwork;
import dtp.tck.sim.VirtualTime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The captures of the C peers with their timing: the C server is downloaded from, the C client is served. */
class DtpReplayTest {
    private static final int REQUEST_BYTES = 80;

    private final VirtualTime time = new VirtualTime(1);
    private final SimulatedLink link = new SimulatedNetwork(time, 1).link("replay", PathModel.parse(""));
    private final byte[] truth = Capture.resource("payload-250.bin");

    /** What one side of a capture said, to be said again to a peer with other numbers. */
    private final class Script {
        final Capture capture;
        final SimulatedEnd end;
        final boolean playsServer;
        final int portThen;
        final int issThen;
        int portNow;
        int issNow = -1;
        int idNow;

        Script(Capture capture, SimulatedEnd end, boolean playsServer, int portThen, int issThen) {
            this.capture = capture;
            this.end = end;
            this.playsServer = playsServer;
            this.portThen = portThen;
            this.issThen = issThen;
        }

        void play() {
            long startNs = capture.packets().get(0).timeNs();
            for (Capture.Packet packet : capture.packets()) {
                if (!packet.dropped() && packet.toServer() != playsServer) {
                    time.after(packet.timeNs() - startNs, () -> say(packet));
                }
            }
        }

        private void say(Capture.Packet packet) {
            try {
                ByteBuffer in = packet.buffer();
                long header = capture.version().read(in);
                ByteBuffer out = ByteBuffer.allocate(packet.bytes().length);
                int dport = CspHeader.destinationPort(header);
                int to = playsServer && dport == portThen ? portNow : dport;
                int ports = CspHeader.portsAndFlags(to, CspHeader.sourcePort(header), CspHeader.flags(header));
                capture.version()
                        .write(
                                CspHeader.of(
                                        CspHeader.priority(header),
                                        CspHeader.source(header),
                                        CspHeader.destination(header),
                                        ports),
                                out);
                int dataStart = out.position();
                if (CspHeader.has(header, CspHeader.CRC32)) {
                    Crc32c.checkAndStrip(in, 0, in.position());
                }
                if (CspHeader.has(header, CspHeader.RDP)) {
                    RdpTrailer t = RdpTrailer.strip(in);
                    if (t.rst() && !playsServer) {
                        return;
                    }
                    int ack = t.hasAck() ? t.ack() - issThen + issNow & 0xffff : 0;
                    out.put(in);
                    new RdpTrailer(t.flags(), t.counter(), t.seq(), ack).encode(out);
                } else if (dport == DtpClient.DATA_PORT) {
                    DtpData.put(out, DtpData.offset(in), idNow);
                    out.put(in.position(in.position() + DtpData.HEADER_BYTES));
                }
                if (CspHeader.has(header, CspHeader.CRC32)) {
                    Crc32c.append(out, dataStart);
                }
                end.send(out.flip());
            } catch (DecodeException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static RdpTrailer first(Capture capture, boolean toServer, int flags) throws DecodeException {
        for (Capture.Packet packet : capture.packets()) {
            ByteBuffer in = packet.buffer();
            long header = capture.version().read(in);
            if (packet.toServer() == toServer && CspHeader.has(header, CspHeader.RDP)) {
                if (CspHeader.has(header, CspHeader.CRC32)) {
                    Crc32c.checkAndStrip(in, 0, in.position());
                }
                RdpTrailer t = RdpTrailer.strip(in);
                if (t.flags() == flags) {
                    return t;
                }
            }
        }
        throw new AssertionError("no such packet in " + capture.name());
    }

    private void addressed(Script script, ByteBuffer frame) {
        try {
            long header = script.capture.version().read(frame);
            if (CspHeader.has(header, CspHeader.CRC32)) {
                Crc32c.checkAndStrip(frame, 0, frame.position());
            }
            if (!CspHeader.has(header, CspHeader.RDP)) {
                return;
            }
            RdpTrailer t = RdpTrailer.strip(frame);
            if (t.flags() == RdpTrailer.SYN && script.issNow < 0) {
                script.issNow = t.seq();
                script.portNow = CspHeader.sourcePort(header);
                script.play();
            }
            if (frame.remaining() == REQUEST_BYTES) {
                script.idNow = frame.order(ByteOrder.LITTLE_ENDIAN).getInt(frame.position() + 8);
            }
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp-v1.pcap",
                "udp-v1-crc.pcap",
                "udp-v2.pcap",
                "udp-v2-crc.pcap",
                "zmq-v1.hex",
                "zmq-v2.hex",
                "kiss-v2.hex",
                "rdp-drop0.hex",
                "rdp-drop1.hex",
                "rdp-drop2.hex",
                "rdp-drop3.hex"
            })
    void theCServerIsDownloadedFrom(String name) throws Exception {
        Capture capture = Capture.load(name);
        int issThen = first(capture, true, RdpTrailer.SYN).seq();
        Script script = new Script(capture, link.b(), true, portOf(capture), issThen);
        link.b().onFrame(frame -> addressed(script, frame));
        int address = addressOf(capture, true);
        SimNode node = new SimNode(time, NodeSettings.of(address, capture.version()), 3).join(link.a());
        DtpClient client = new DtpClient(node, new ClientSettings(108, 10_000, name.contains("crc")), new Random(4));
        client.start();
        time.runFor(1);
        TestSink sink = new TestSink(truth);
        DtpTransport transport = new DtpTransport(client, n -> Optional.empty());
        Fetch fetch = transport
                .source(
                        Endpoint.parse("csp://" + addressOf(capture, false) + "/1"),
                        DtpRig.options(108, 10_000).build())
                .fetch(DtpRig.everything(), sink);
        fetch.end().thenAccept(sink::ended);
        time.runUntil(() -> sink.over, 60_000_000_000L);
        assertEquals(End.Kind.ENDED, sink.end.kind(), sink.end.toString());
        assertTrue(sink.isWhole(), () -> "missing " + sink.missing());
        assertEquals(250, sink.told.get(0).size().orElse(-1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp-v1.pcap",
                "udp-v1-crc.pcap",
                "udp-v2.pcap",
                "udp-v2-crc.pcap",
                "zmq-v1.hex",
                "zmq-v2.hex",
                "rdp-drop0.hex",
                "rdp-drop3.hex"
            })
    void theCClientIsServedWithTheBytesThatItsOwnServerSent(String name) throws Exception {
        Capture capture = Capture.load(name);
        int issThen = first(capture, false, RdpTrailer.SYN | RdpTrailer.ACK).seq();
        Script script = new Script(capture, link.b(), false, 0, issThen);
        List<byte[]> data = new ArrayList<>();
        int[] resets = new int[1];
        link.b().onFrame(frame -> served(script, frame, data, resets));
        SimNode node =
                new SimNode(time, NodeSettings.of(addressOf(capture, false), capture.version()), 3).join(link.a());
        DtpServer server = new DtpServer(
                node, new TestServing().with(1, truth), ServerSettings.DEFAULT, Runnable::run, line -> {});
        server.start();
        time.runFor(1);
        script.play();
        time.runFor(30_000_000_000L);
        List<byte[]> then = dataOf(capture);
        assertEquals(then.size(), data.size());
        for (int i = 0; i < then.size(); i++) {
            assertArrayEquals(then.get(i), data.get(i));
        }
        assertTrue(resets[0] > 0, "the server closes when all is sent");
        assertEquals(1, server.counters().get(DtpCounter.SERVED_REQUESTS));
    }

    private void served(Script script, ByteBuffer frame, List<byte[]> data, int[] resets) {
        try {
            long header = script.capture.version().read(frame);
            if (CspHeader.has(header, CspHeader.CRC32)) {
                Crc32c.checkAndStrip(frame, 0, frame.position());
            }
            if (!CspHeader.has(header, CspHeader.RDP)) {
                byte[] bytes = new byte[frame.remaining()];
                frame.get(bytes);
                data.add(bytes);
                return;
            }
            RdpTrailer t = RdpTrailer.strip(frame);
            if (t.syn()) {
                script.issNow = t.seq();
            }
            resets[0] += t.rst() ? 1 : 0;
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }

    private static List<byte[]> dataOf(Capture capture) throws DecodeException {
        List<byte[]> out = new ArrayList<>();
        for (Capture.Packet packet : capture.packets()) {
            ByteBuffer in = packet.buffer();
            long header = capture.version().read(in);
            if (!packet.toServer() && !CspHeader.has(header, CspHeader.RDP)) {
                byte[] bytes = new byte[in.remaining()];
                in.get(bytes);
                out.add(bytes);
            }
        }
        return out;
    }

    private static int portOf(Capture capture) throws DecodeException {
        ByteBuffer in = capture.packets().get(0).buffer();
        return CspHeader.sourcePort(capture.version().read(in));
    }

    private static int addressOf(Capture capture, boolean client) throws DecodeException {
        CspVersion version = capture.version();
        long header = version.read(capture.packets().get(0).buffer());
        return client ? CspHeader.source(header) : CspHeader.destination(header);
    }
}
