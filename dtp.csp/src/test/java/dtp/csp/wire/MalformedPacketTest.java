package dtp.csp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.csp.wire.DecodeException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes from outside never do more than raise a typed rejection. */
class MalformedPacketTest {
    static List<String> captures() {
        return Capture.NAMES;
    }

    @ParameterizedTest
    @MethodSource("captures")
    void aPacketCutAnywhereIsReadOrRejected(String name) {
        Capture capture = Capture.load(name);
        for (Capture.Packet packet : capture.packets()) {
            for (int length = 0; length < packet.bytes().length; length++) {
                readOrReject(capture.version(), ByteBuffer.wrap(packet.bytes(), 0, length));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void aPacketWithAnyBitFlippedIsReadOrRejected(String name) {
        Capture capture = Capture.load(name);
        for (Capture.Packet packet : capture.packets()) {
            for (int bit = 0; bit < 8 * packet.bytes().length; bit++) {
                ByteBuffer bytes = packet.buffer();
                bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ 1 << bit % 8));
                readOrReject(capture.version(), bytes);
            }
        }
    }

    @Test
    void ourExtendedMessagesCutOrFlippedAnywhereAreReadOrRejected() {
        for (ByteBuffer message : List.of(extendedRequest(), extendedResponse(), statusAnswer(), identReply())) {
            for (int length = 0; length <= message.limit(); length++) {
                readAll(message.duplicate().limit(length));
            }
            for (int bit = 0; bit < 8 * message.limit(); bit++) {
                ByteBuffer flipped = ByteBuffer.allocate(message.limit())
                        .put(message.duplicate())
                        .flip();
                flipped.put(bit / 8, (byte) (flipped.get(bit / 8) ^ 1 << bit % 8));
                readAll(flipped);
            }
        }
    }

    private static void readOrReject(CspVersion version, ByteBuffer bytes) {
        try {
            WirePacket.decode(version, bytes);
        } catch (DecodeException e) {
            assertTrue(e.getStackTrace().length == 0 && e.getMessage() != null);
        }
    }

    private static void readAll(ByteBuffer bytes) {
        attempt(bytes, DtpRequest::decode);
        attempt(bytes, b -> DtpResponse.decode(b, 7));
        attempt(bytes, VmemMessage::decode);
        attempt(bytes, VmemStatus::decode);
        attempt(bytes, CmpIdent::decodeReply);
        attempt(bytes, SynOptions::decode);
    }

    @FunctionalInterface
    private interface Decoder {
        Object decode(ByteBuffer bytes) throws DecodeException;
    }

    private static void attempt(ByteBuffer bytes, Decoder decoder) {
        try {
            decoder.decode(bytes.duplicate());
        } catch (DecodeException e) {
            assertEquals(e.reason().words(), e.getMessage());
        }
    }

    private static ByteBuffer encoded(Consumer<ByteBuffer> encoder) {
        ByteBuffer out = ByteBuffer.allocate(4_096);
        encoder.accept(out);
        return out.flip();
    }

    private static ByteBuffer extendedRequest() {
        List<ChunkRange> ranges = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ranges.add(new ChunkRange(10L * i, 10L * i + 3));
        }
        return encoded(new DtpRequest(1_000, 3, 7, 256, 0, true, ranges)::encode);
    }

    private static ByteBuffer extendedResponse() {
        ResponseExtension extension = new ResponseExtension.Builder(7, 5_000_000_000L)
                .sha256(new byte[32])
                .build();
        return encoded(new DtpResponse(1, 2, Optional.of(extension))::encode);
    }

    private static ByteBuffer statusAnswer() {
        return encoded(new VmemStatus(7, 1)::encode);
    }

    private static ByteBuffer identReply() {
        return encoded(new CmpIdent("host", "model", "1", "today", "now")::encodeReply);
    }

    private static DecodeException.Reason rejectionOf(ByteBuffer request) {
        return assertThrows(DecodeException.class, () -> DtpRequest.decode(request))
                .reason();
    }

    private static ByteBuffer request() {
        return encoded(DtpRequest.of(1_000, 3, 7, 256, List.of(new ChunkRange(1, 2)))::encode)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @CsvSource({"72,OLD_LAYOUT_72", "84,OLD_LAYOUT_84", "160,OLD_LAYOUT_160"})
    void aRequestOfAnOldLayoutIsRejectedByItsName(int length, DecodeException.Reason reason) {
        assertEquals(reason, rejectionOf(ByteBuffer.allocate(length)));
    }

    @ParameterizedTest
    @CsvSource({"0,TOO_SHORT", "16,TOO_SHORT", "79,TOO_SHORT", "81,BAD_LENGTH", "96,BAD_LENGTH", "2009,TOO_LONG"})
    void aRequestOfAnyOtherLengthIsRejected(int length, DecodeException.Reason reason) {
        assertEquals(reason, rejectionOf(ByteBuffer.allocate(length)));
    }

    @Test
    void aThroughputOfZeroIsRejected() {
        assertEquals(Reason.BAD_THROUGHPUT, rejectionOf(request().putInt(0, 0)));
    }

    @Test
    void anMtuWithoutRoomForDataIsRejectedAndOneByteOfRoomIsTaken() throws DecodeException {
        assertEquals(Reason.BAD_MTU, rejectionOf(request().putShort(12, (short) 8)));
        assertEquals(9, DtpRequest.decode(request().putShort(12, (short) 9)).mtu());
    }

    @Test
    void noIntervalOrMoreThanEightAreRejected() {
        assertEquals(Reason.BAD_INTERVAL_COUNT, rejectionOf(request().put(4, (byte) 0)));
        assertEquals(Reason.BAD_INTERVAL_COUNT, rejectionOf(request().put(4, (byte) 9)));
        assertEquals(Reason.BAD_INTERVAL_COUNT, rejectionOf(request().put(4, (byte) 255)));
    }

    @Test
    void anIntervalThatStartsBehindItsEndIsRejected() {
        assertEquals(Reason.BAD_INTERVAL, rejectionOf(request().putInt(16, 3)));
    }

    @Test
    void anExtensionWhoseCountDoesNotFitItsLengthIsRejected() {
        ByteBuffer bytes = extendedRequest().order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(
                Reason.BAD_INTERVAL_COUNT,
                rejectionOf(bytes.duplicate().order(bytes.order()).putShort(84, (short) 5)));
        assertEquals(Reason.BAD_INTERVAL_COUNT, rejectionOf(bytes.putShort(84, (short) 241)));
    }

    @Test
    void optionsOfASynBeyondTheirLimitsAreRejected() {
        ByteBuffer syn = encoded(SynOptions.OURS::encode).order(ByteOrder.BIG_ENDIAN);
        for (int at : new int[] {0, 4, 8}) {
            ByteBuffer zero =
                    ByteBuffer.allocate(24).put(syn.duplicate()).flip().putInt(at, 0);
            assertEquals(
                    Reason.BAD_OPTIONS,
                    assertThrows(DecodeException.class, () -> SynOptions.decode(zero))
                            .reason());
            ByteBuffer huge =
                    ByteBuffer.allocate(24).put(syn.duplicate()).flip().putInt(at, -1);
            assertEquals(
                    Reason.BAD_OPTIONS,
                    assertThrows(DecodeException.class, () -> SynOptions.decode(huge))
                            .reason());
        }
    }
}
