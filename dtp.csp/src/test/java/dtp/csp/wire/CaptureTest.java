package dtp.csp.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The C implementation's packets decode, and ours re-encode to the same bytes. */
class CaptureTest {
    static List<String> captures() {
        return Capture.NAMES;
    }

    @ParameterizedTest
    @MethodSource("captures")
    void everyPacketOfTheCaptureEncodesToTheSameBytes(String name) throws DecodeException {
        Capture capture = Capture.load(name);
        assertTrue(capture.packets().size() >= 9, name);
        for (Capture.Packet packet : capture.packets()) {
            WirePacket decoded = WirePacket.decode(capture.version(), packet.buffer());
            assertArrayEquals(packet.bytes(), decoded.encode(), decoded.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void theSynOfTheCaptureAsksForTheOptionsOfTheShell(String name) throws DecodeException {
        Capture capture = Capture.load(name);
        WirePacket first =
                WirePacket.decode(capture.version(), capture.packets().get(0).buffer());
        assertEquals(new SynOptions(3, 10_000, 5_000, true, 2_000, 2), first.body());
        assertEquals(11, CspHeader.source(first.header()));
        assertEquals(10, CspHeader.destination(first.header()));
        assertEquals(18, CspHeader.sourcePort(first.header()));
    }

    @Test
    void theDataOfTheCaptureAreThePayload() throws DecodeException {
        byte[] payload = Capture.resource("payload-250.bin");
        for (String name :
                List.of("udp-v1.pcap", "udp-v2.pcap", "kiss-v2.hex", "zmq-v1.hex", "zmq-v1-le.hex", "zmq-v2.hex")) {
            byte[] got = new byte[payload.length];
            Capture capture = Capture.load(name);
            for (Capture.Packet packet : capture.packets()) {
                if (WirePacket.decode(capture.version(), packet.buffer()).body() instanceof WirePacket.Data data) {
                    assertEquals(0x900dface, data.sessionId());
                    data.bytes()
                            .duplicate()
                            .get(got, (int) data.offset(), data.bytes().remaining());
                }
            }
            assertArrayEquals(payload, got, name);
        }
    }

    @Test
    void aResumeAsksForTheMissingChunks() throws DecodeException {
        Capture capture = Capture.load("resume.hex");
        List<DtpRequest> requests = capture.packets().stream()
                .map(p -> decodeOrFail(capture, p).body())
                .filter(DtpRequest.class::isInstance)
                .map(DtpRequest.class::cast)
                .collect(Collectors.toList());
        assertEquals(2, requests.size());
        assertEquals(List.of(ChunkRange.EVERYTHING), requests.get(0).ranges());
        assertEquals(
                List.of(new ChunkRange(1, 1), new ChunkRange(3, 4), new ChunkRange(7, 7)),
                requests.get(1).ranges());
        assertEquals(10_000, requests.get(1).throughput());
        assertEquals(108, requests.get(1).mtu());
    }

    @Test
    void theVmemStartCarriesTheRequestInBigEndian() throws DecodeException {
        Capture capture = Capture.load("vmem.hex");
        VmemMessage.Start start = capture.packets().stream()
                .map(p -> decodeOrFail(capture, p).body())
                .filter(VmemMessage.Start.class::isInstance)
                .map(VmemMessage.Start.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals(0x2_0000_0000L, start.address());
        assertEquals(250, start.size());
        assertEquals(DtpRequest.of(10_000, 0, 0x900dface, 108, List.of(ChunkRange.EVERYTHING)), start.request());
    }

    @Test
    void aResponseFullOfGarbageIsABaseResponse() throws DecodeException {
        Capture capture = Capture.load("rdp-halfopen-restart.hex");
        List<DtpResponse> responses = capture.packets().stream()
                .map(p -> decodeOrFail(capture, p).body())
                .filter(WirePacket.Response.class::isInstance)
                .map(body -> ((WirePacket.Response) body).response())
                .collect(Collectors.toList());
        assertTrue(responses.size() >= 5);
        for (DtpResponse response : responses) {
            assertEquals(1_000_000, response.payloadSize());
            assertTrue(response.extension().isEmpty());
        }
    }

    private static WirePacket decodeOrFail(Capture capture, Capture.Packet packet) {
        try {
            return WirePacket.decode(capture.version(), packet.buffer());
        } catch (DecodeException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
