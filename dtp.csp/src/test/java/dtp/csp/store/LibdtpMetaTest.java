package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.interval.IntervalSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The {@code .meta} files of libdtp; the two vectors were written by it. */
class LibdtpMetaTest {
    private static final String HOLES =
            "02000000" + "0a00" + "6c00" + "03" + "10270000" + "01" + "cefa0d90" + "26020000" + "b6030000" + "04000000"
                    + "0000000000000000" + "0200000002000000" + "0500000006000000" + "0800000009000000";
    private static final String COMPLETE = "02000000" + "0a00" + "6c00" + "03" + "10270000" + "01" + "cefa0d90"
            + "fa000000" + "fa000000" + "01000000" + "0000000002000000";

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static byte[] encoded(LibdtpMeta meta) {
        ByteBuffer out = meta.encode();
        byte[] bytes = new byte[out.remaining()];
        out.get(bytes);
        return bytes;
    }

    @Test
    void aFileWithHolesIsReadAndWrittenAsLibdtpDoes() throws IOException {
        LibdtpMeta meta = LibdtpMeta.decode(bytes(HOLES), "x.meta");
        assertEquals(IntervalSet.ofBounds(0, 100, 200, 300, 500, 700, 800, 950), meta.held());
        assertEquals(950, meta.payloadSize());
        assertEquals(10, meta.node());
        assertEquals(108, meta.mtu());
        assertEquals(3, meta.timeoutS());
        assertEquals(10_000, meta.throughputBytesPerSecond());
        assertEquals(1, meta.payloadId());
        assertEquals(0x900dface, meta.sessionId());
        assertEquals(550, meta.held().bytes());
        assertArrayEquals(bytes(HOLES).array(), encoded(meta));
    }

    @Test
    void aCompleteFileIsReadAndWrittenAsLibdtpDoes() throws IOException {
        LibdtpMeta meta = LibdtpMeta.decode(bytes(COMPLETE), "x.meta");
        assertEquals(IntervalSet.of(0, 250), meta.held());
        assertArrayEquals(bytes(COMPLETE).array(), encoded(meta));
    }

    @Test
    void onlyWholeChunksAreWritten() {
        assertEquals(
                IntervalSet.ofBounds(100, 300, 900, 950),
                LibdtpMeta.wholeChunks(IntervalSet.ofBounds(50, 399, 850, 950), 100, 950));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LibdtpMeta(1, 108, 3, 1, 1, 1, 950, IntervalSet.ofBounds(50, 100)));
    }

    @Test
    void versionOneIsRefusedWithWhatToDo() {
        IOException refused = assertThrows(
                IOException.class, () -> LibdtpMeta.decode(bytes("01000000" + HOLES.substring(8)), "x.meta"));
        assertTrue(refused.getMessage().contains("version 1"), refused::getMessage);
        assertTrue(refused.getMessage().contains("x.meta"), refused::getMessage);
        assertTrue(refused.getMessage().contains("Nothing was changed"), refused::getMessage);
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < HOLES.length() / 2; length++) {
            ByteBuffer cut = bytes(HOLES).limit(length);
            assertThrows(IOException.class, () -> LibdtpMeta.decode(cut, "x.meta"));
        }
    }

    @Test
    void flippedBitsAreReadWithinTheSizeOrRefused() {
        Random random = new Random(3);
        int read = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] flipped = bytes(HOLES).array();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                LibdtpMeta meta = LibdtpMeta.decode(ByteBuffer.wrap(flipped), "x.meta");
                assertTrue(meta.held().end() <= meta.payloadSize());
                read++;
            } catch (IOException refused) {
                assertTrue(refused.getMessage().startsWith("x.meta"));
            }
        }
        assertTrue(read > 100 && read < 5_000, "read " + read);
    }
}
