package dtp.transport.tcp.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bytes of every message (tcp.md). */
class WireTest {
    private static final Digest DIGEST = new Digest(Digest.SHA_256, new byte[32]);

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] all = new byte[buffer.remaining()];
        buffer.duplicate().get(all);
        return all;
    }

    private static String hex(ByteBuffer buffer) {
        return HexFormat.of().formatHex(bytes(buffer));
    }

    @Test
    void aFirstMessageIsTheOperationAndAPaddedName() throws DecodeException {
        byte[] expected = new byte[256];
        expected[0] = 'D';
        expected[1] = 'a';
        expected[2] = '/';
        expected[3] = 'b';
        FirstMessage message = new FirstMessage(Codes.DOWNLOAD, "a/b", false);
        assertArrayEquals(expected, bytes(message.encode()));
        assertEquals(message, FirstMessage.decode(ByteBuffer.wrap(expected)));
    }

    @Test
    void theMarkStandsAt248() throws DecodeException {
        FirstMessage message = new FirstMessage(Codes.UPLOAD, "x", true);
        ByteBuffer bytes = message.encode();
        assertEquals("0044545058010000", hex(bytes.duplicate().position(248)));
        assertTrue(FirstMessage.isMarked(bytes));
        assertEquals(message, FirstMessage.decode(bytes));
    }

    @Test
    void aNameOf255BytesIsNotTakenForAMark() throws DecodeException {
        FirstMessage message = new FirstMessage(Codes.DOWNLOAD, "n".repeat(255), false);
        assertFalse(FirstMessage.isMarked(message.encode()));
        assertEquals(message, FirstMessage.decode(message.encode()));
    }

    @Test
    void aNameEndsAtItsFirstNul() throws DecodeException {
        byte[] bytes = new byte[256];
        Arrays.fill(bytes, (byte) 'z');
        bytes[0] = 'D';
        bytes[1] = 'a';
        bytes[2] = 0;
        assertEquals("a", FirstMessage.decode(ByteBuffer.wrap(bytes)).name());
    }

    @Test
    void badFirstMessagesAreRejectedByReason() {
        byte[] bytes = new byte[256];
        assertEquals(DecodeException.Reason.UNKNOWN_OP, reasonOf(bytes));
        bytes[0] = 'D';
        assertEquals(DecodeException.Reason.EMPTY_NAME, reasonOf(bytes));
        bytes[1] = (byte) 0xff;
        assertEquals(DecodeException.Reason.BAD_UTF8, reasonOf(bytes));
    }

    private static DecodeException.Reason reasonOf(byte[] first) {
        return assertThrows(DecodeException.class, () -> FirstMessage.decode(ByteBuffer.wrap(first)))
                .reason();
    }

    @Test
    void aDescriptionHasSizeDigestAndTime() throws DecodeException {
        Description none = new Description(5, Optional.empty(), 7);
        assertEquals("0000000000000005" + "0000" + "0000000000000007", hex(none.encodeDownload()));
        assertEquals(none, Description.decode(none.encodeDownload(), true));
        Description whole = new Description(5, Optional.of(DIGEST), 0);
        assertEquals("0000000000000005" + "0120" + "00".repeat(32), hex(whole.encodeUpload()));
        assertEquals(whole, Description.decode(whole.encodeUpload(), false));
    }

    @Test
    void aDigestOfAnotherLengthIsRejected() {
        assertThrows(DecodeException.class, () -> Description.digestBytes((byte) 1, (byte) 31));
        assertThrows(DecodeException.class, () -> Description.digestBytes((byte) 2, (byte) 32));
    }

    @Test
    void rangesAreOffsetsAndLengths() throws DecodeException {
        IntervalSet set = IntervalSet.ofBounds(1, 3, 10, 11);
        ByteBuffer bytes = RangeList.encode(Codes.RANGES, set);
        assertEquals(
                "52" + "00000002" + "0000000000000001" + "0000000000000002" + "000000000000000a" + "0000000000000001",
                hex(bytes));
        bytes.position(5);
        RangeList read = RangeList.of(2, 1, 11);
        read.add(bytes);
        assertFalse(read.isComplete());
        read.add(bytes);
        assertTrue(read.isComplete());
        assertEquals(set, read.ranges());
    }

    @Test
    void badRangesAreRejected() throws DecodeException {
        assertThrows(DecodeException.class, () -> RangeList.of(0, 1, 10));
        assertThrows(DecodeException.class, () -> RangeList.of(RangeList.MAX + 1, 1, 10));
        assertThrows(DecodeException.class, () -> RangeList.of(-1, 0, 10));
        rejects(5, 6); // outside
        rejects(0, 0); // empty
        rejects(-1, 1);
        rejects(1, Long.MAX_VALUE);
        RangeList list = RangeList.of(2, 1, 10);
        list.add(range(4, 2));
        assertThrows(DecodeException.class, () -> list.add(range(5, 1)), "overlapping");
    }

    private static void rejects(long offset, long length) throws DecodeException {
        RangeList list = RangeList.of(1, 1, 10);
        assertThrows(DecodeException.class, () -> list.add(range(offset, length)));
    }

    private static ByteBuffer range(long offset, long length) {
        return ByteBuffer.allocate(16).putLong(offset).putLong(length).flip();
    }

    @Test
    void moreHolesThanFitAreAskedWithTheBytesBetweenTheLast() {
        long[] bounds = new long[2 * (RangeList.MAX + 10)];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = 2L * i;
        }
        IntervalSet holes = IntervalSet.ofBounds(bounds);
        IntervalSet asked = RangeList.bounded(holes);
        assertEquals(RangeList.MAX, asked.count());
        assertEquals(IntervalSet.empty(), holes.minus(asked));
        assertEquals(holes.end(), asked.end());
    }
}
