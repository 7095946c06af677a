package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.interval.IntervalSet;
import dtp.tck.sim.SeededTest;
import dtp.tck.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Session files that were cut, flipped, or made up: they read as a beginning of what was recorded, or are refused. */
class JournalFuzzTest {
    private static final Path PATH = Path.of("/d/image.bin.dtp");
    /** All that the golden journal ever says to be held. */
    private static final IntervalSet RECORDED = IntervalSet.ofBounds(0, 300, 500, 100_000, 1L << 40, (1L << 40) + 9);

    private static Optional<JournalReader.Found> read(byte[] content) throws IOException {
        DiskFile file = new SimDisk(new SimulatedDisk(new Random(1))).open(PATH, Disk.Mode.CREATE_NEW);
        file.write(0, ByteBuffer.wrap(content));
        try {
            return Optional.of(JournalReader.read(file, PATH));
        } catch (SessionFileException refused) {
            assertTrue(refused.getMessage().contains(PATH.toString()), refused::getMessage);
            return Optional.empty();
        }
    }

    private static void assertNothingInvented(JournalReader.Found found) {
        JournalContent content = found.state().content(found.superblock().id(), found.tornBytes());
        assertTrue(content.all().minus(RECORDED).isEmpty(), () -> "invented: " + content.all());
    }

    @Test
    void everyTruncationReadsAsABeginning() throws IOException {
        byte[] whole = JournalGoldenTest.golden("journal-1.hex");
        int read = 0;
        for (int length = 0; length < whole.length; length++) {
            Optional<JournalReader.Found> found = read(Arrays.copyOf(whole, length));
            if (found.isPresent()) {
                assertNothingInvented(found.get());
                assertTrue(found.get().liveTo() <= length);
                assertEquals(length - found.get().liveTo(), found.get().tornBytes());
                read++;
            } else {
                assertEquals(0, read, "a longer beginning was refused at " + length);
            }
        }
        assertTrue(read > 400, "read " + read);
    }

    @Test
    void everyFlippedBitIsNoticed() throws IOException {
        byte[] whole = JournalGoldenTest.golden("journal-1.hex");
        for (int at = 8192; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Optional<JournalReader.Found> found = read(flipped);
            if (found.isPresent()) {
                assertNothingInvented(found.get());
                assertTrue(found.get().liveTo() <= at, "a record with a flipped bit at " + at + " was taken");
            }
        }
    }

    @SeededTest(50)
    void garbageNeverEscapes(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] whole = JournalGoldenTest.golden("journal-1.hex");
        for (int i = 0; i < 40; i++) {
            byte[] spoilt = whole.clone();
            for (int n = random.nextInt(20); n >= 0; n--) {
                int at = random.nextInt(4) == 0 ? random.nextInt(64) : 8192 + random.nextInt(spoilt.length - 8192);
                spoilt[at] = (byte) random.nextInt();
            }
            read(spoilt).ifPresent(JournalFuzzTest::assertNothingInvented);
        }
    }

    /** With a right checksum, as somebody who means it would write it. */
    @SeededTest(50)
    void bodiesThatLieNeverEscape(long seed) throws IOException, JournalFormatException {
        Random random = new Random(seed);
        byte[] whole = JournalGoldenTest.golden("journal-1.hex");
        for (int i = 0; i < 40; i++) {
            byte[] body = new byte[random.nextInt(40)];
            random.nextBytes(body);
            if (body.length > 6 && random.nextBoolean()) {
                int tag = new int[] {1, 0x10, 0x11, 0x13, 0x14, 0x20, 0x24, 0x60, 0x62}[random.nextInt(9)];
                ByteBuffer.wrap(body).putShort((short) tag).putInt(body.length - 6);
            }
            int type = 1 + random.nextInt(11);
            ByteBuffer record = RecordFrame.encode(type, random.nextInt(2), 1, body);
            byte[] longer = Arrays.copyOf(whole, whole.length + record.remaining());
            record.get(longer, whole.length, record.remaining());
            assertTrue(read(longer).isPresent(), "a bad tail made the file unreadable");
        }
    }

    @Test
    void intervalsThatCannotBeAreRefused() {
        byte[] tooMany = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 1, 1};
        byte[] touching = {2, 0, 5, 0, 5};
        byte[] endless = {1, (byte) 0xff, (byte) 0xff};
        byte[] beyond = {
            1,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            0x7f,
            1
        };
        for (byte[] bad : new byte[][] {tooMany, touching, endless, beyond, {}}) {
            assertThrows(JournalFormatException.class, () -> IntervalCoding.decode(ByteBuffer.wrap(bad)));
        }
    }
}
