package dtp.csp.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each codec by itself; what the captures do not show. */
class CodecTest {
    private static final int SESSION = 0x1234_5678;

    @ParameterizedTest
    @CsvSource({
        "V1, 56a1d202, 1, 11, 10, 7, 18, 2",
        "V1, 54b48702, 1, 10, 11, 18, 7, 2",
        "V1, d4b20000, 3, 10, 11, 8, 0, 0",
        "V2, 400a002c7482, 1, 11, 10, 7, 18, 2",
        "V2, 400b002921c2, 1, 10, 11, 18, 7, 2",
        "V2, c00b00288000, 3, 10, 11, 8, 0, 0"
    })
    void aHeaderOfTheDocumentReadsAndWrites(
            CspVersion version, String hex, int prio, int src, int dst, int dport, int sport, int flags)
            throws DecodeException {
        byte[] bytes = HexFormat.of().parseHex(hex);
        long header = version.read(ByteBuffer.wrap(bytes));
        assertEquals(CspHeader.of(prio, src, dst, CspHeader.portsAndFlags(dport, sport, flags)), header);
        ByteBuffer out = ByteBuffer.allocate(version.headerBytes());
        version.write(header, out);
        assertArrayEquals(bytes, out.array());
    }

    @ParameterizedTest
    @EnumSource(CspVersion.class)
    void everyHeaderSurvivesWritingAndReading(CspVersion version) throws DecodeException {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            int ports = CspHeader.portsAndFlags(
                    random.nextInt(64), random.nextInt(64), random.nextInt(256) & version.flagMask());
            int address = version.broadcast();
            long header =
                    CspHeader.of(random.nextInt(4), random.nextInt(address + 1), random.nextInt(address + 1), ports);
            ByteBuffer out = ByteBuffer.allocate(version.headerBytes());
            version.write(header, out);
            assertEquals(header, version.read(out.flip()), CspHeader.toString(header));
        }
    }

    @Test
    void theChecksumIsTheOneOfTheStandard() {
        ByteBuffer digits = ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII));
        assertEquals(0xe3069283, Crc32c.of(digits, 0, 9));
        assertEquals(9, digits.remaining());
    }

    @Test
    void aChecksumOverTheHeaderIsAcceptedToo() throws DecodeException {
        byte[] packet = {1, 2, 3, 4, 5, 6, 7, 8};
        for (int from : new int[] {0, 4}) {
            ByteBuffer frame = ByteBuffer.allocate(12).put(packet);
            frame.order(ByteOrder.BIG_ENDIAN).putInt(Crc32c.of(frame, from, 8)).flip();
            Crc32c.checkAndStrip(frame, 0, 4);
            assertEquals(8, frame.limit());
        }
        ByteBuffer wrong = ByteBuffer.allocate(12).put(packet).putInt(0).flip();
        assertThrows(DecodeException.class, () -> Crc32c.checkAndStrip(wrong, 0, 4));
    }

    @Test
    void anExtendedRequestCarries248RangesBothWays() throws DecodeException {
        List<ChunkRange> ranges = new ArrayList<>();
        for (int i = 0; i < 248; i++) {
            ranges.add(new ChunkRange(3L * i, 3L * i + 1));
        }
        DtpRequest request = new DtpRequest(0xffff_ffffL, 255, SESSION, 0xffff, 0, true, ranges);
        ByteBuffer out = ByteBuffer.allocate(DtpRequest.MAX_BYTES);
        request.encode(out);
        assertEquals(DtpRequest.MAX_BYTES, out.position());
        assertEquals(request, DtpRequest.decode(out.flip()));
        ranges.add(new ChunkRange(0, 0));
        assertThrows(IllegalArgumentException.class, () -> DtpRequest.of(1, 0, 0, 256, ranges));
    }

    @Test
    void countingChunksNeedsNoMoreThanEightRanges() throws DecodeException {
        DtpRequest request = new DtpRequest(1_000, 1, SESSION, 256, 0, true, List.of(ChunkRange.EVERYTHING));
        ByteBuffer out = ByteBuffer.allocate(100);
        request.encode(out);
        assertEquals(88, out.position());
        assertEquals(request, DtpRequest.decode(out.flip()));
    }

    @Test
    void ofBothReadingsOfTheKeepAliveTheLongerCounts() {
        assertEquals(0, new DtpRequest(1, 0, 0, 256, 0, false, List.of(ChunkRange.EVERYTHING)).keepAliveMs());
        assertEquals(59_395, new DtpRequest(1, 0, 0, 256, 1_000, false, List.of(ChunkRange.EVERYTHING)).keepAliveMs());
        assertEquals(59_395, new DtpRequest(1, 0, 0, 256, 59_395, false, List.of(ChunkRange.EVERYTHING)).keepAliveMs());
    }

    @Test
    void ourExtensionOfTheResponseSurvivesAndBelongsToItsRequestOnly() throws DecodeException {
        byte[] digest = new byte[32];
        new Random(3).nextBytes(digest);
        ResponseExtension extension = new ResponseExtension.Builder(SESSION, 5_000_000_000L)
                .sha256(digest)
                .largestMtu(2_048)
                .modifiedMs(1_795_229_338_902L)
                .countChunks(true)
                .blockDigestPayload(9)
                .build();
        DtpResponse response = new DtpResponse(7, 0xffff_ffffL, Optional.of(extension));
        ByteBuffer out = ByteBuffer.allocate(DtpResponse.BYTES);
        response.encode(out);
        DtpResponse read = DtpResponse.decode(out.flip(), SESSION);
        assertEquals(response, read);
        assertEquals(5_000_000_000L, read.payloadSize());
        assertArrayEquals(digest, read.extension().orElseThrow().sha256().orElseThrow());
        assertTrue(DtpResponse.decode(out.duplicate(), SESSION + 1).extension().isEmpty());
        out.put(40, (byte) (out.get(40) ^ 1));
        assertTrue(DtpResponse.decode(out.duplicate(), SESSION).extension().isEmpty());
    }

    @Test
    void anExtensionBeyondItsFieldsIsRefused() {
        ResponseExtension.Builder builder = new ResponseExtension.Builder(SESSION, 0);
        assertThrows(IllegalArgumentException.class, () -> new ResponseExtension.Builder(SESSION, -1));
        assertThrows(IllegalArgumentException.class, () -> builder.largestMtu(65_536));
        assertThrows(IllegalArgumentException.class, () -> builder.blockDigestPayload(256));
        assertThrows(IllegalArgumentException.class, () -> builder.sha256(new byte[31]));
    }

    @Test
    void aResponseWithoutDigestSaysSo() throws DecodeException {
        ResponseExtension extension = new ResponseExtension.Builder(SESSION, 10).build();
        ByteBuffer out = ByteBuffer.allocate(DtpResponse.BYTES);
        new DtpResponse(10, 10, Optional.of(extension)).encode(out);
        DtpResponse read = DtpResponse.decode(out.flip(), SESSION);
        assertTrue(read.extension().orElseThrow().sha256().isEmpty());
    }

    @Test
    void vmemMessagesSurvive() throws DecodeException {
        for (VmemMessage message :
                List.of(new VmemMessage.Stop(SESSION), new VmemMessage.Status(), new VmemMessage.Alive())) {
            ByteBuffer out = ByteBuffer.allocate(16);
            message.encode(out);
            assertEquals(message, VmemMessage.decode(out.flip()));
        }
        VmemStatus status = new VmemStatus(SESSION, 1);
        ByteBuffer out = ByteBuffer.allocate(VmemStatus.BYTES);
        status.encode(out);
        assertEquals(status, VmemStatus.decode(out.flip()));
    }

    @Test
    void theIdentTextsAreCutToTheirFieldsAndCleanedForTheTerminal() throws DecodeException {
        ByteBuffer out = ByteBuffer.allocate(CmpIdent.BYTES);
        new CmpIdent("a-hostname-longer-than-its-field", "m\u001b[2J", "r", "d", "t").encodeReply(out);
        CmpIdent read = CmpIdent.decodeReply(out.flip());
        assertEquals("a-hostname-longer-t", read.hostname());
        assertEquals("m?[2J", read.model());
        assertFalse(CmpIdent.isRequest(out.duplicate()));
    }

    @Test
    void theHeaderOfDataIsReadInPlace() {
        ByteBuffer out = ByteBuffer.allocate(20).position(3);
        DtpData.put(out, 0xc8000001L, SESSION);
        assertEquals(11, out.position());
        out.position(3);
        assertEquals(0xc8000001L, DtpData.offset(out));
        assertEquals(SESSION, DtpData.sessionId(out));
        assertEquals(3, out.position());
    }
}
