package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.tck.sim.SimulatedDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A session file byte by byte, against {@code journal-1.hex}, which never changes: a file written by this version must be read
 * by every later one. It has every type of record and two that nobody knows.
 */
class JournalGoldenTest {
    private static final Path PATH = Path.of("/d/image.bin.dtp");
    private static final Instant THEN = Instant.parse("2026-02-03T04:05:06.789Z");
    private static final Digest DIGEST = Digest.parse("sha256:" + "ab".repeat(32));
    private static final StateRecord PAUSED = new StateRecord(
            SessionState.PAUSED,
            Optional.of(Reason.at(Endpoint.parse("csp://5/3"), Reason.Code.NO_CONTACT, "no contact")),
            THEN);
    private static final SourcesRecord SOURCES =
            new SourcesRecord(List.of("csp://5/3"), Map.of("mtu", "200", "durability", "PROCESS"));
    private static final PublishRecord PUBLISH = new PublishRecord("image.bin", 1_000, Optional.of(DIGEST), true);

    private DiskFile file;

    @BeforeEach
    void openFile() throws IOException {
        file = new SimDisk(new SimulatedDisk(new Random(1))).open(PATH, Disk.Mode.CREATE_NEW);
    }

    private Journal written() throws IOException {
        PayloadInfo info =
                PayloadInfo.named("b/image.bin").size(1_000).digest(DIGEST).modified(THEN);
        JournalState first = JournalState.of(
                new NewSession(new UUID(0x0102030405060708L, 9), Optional.of(info), PAUSED, SOURCES, true),
                "image.bin");
        first.owner(Optional.of(new Owner(77, "boot-1", 4_711)));
        first.boot("boot-1");
        Journal journal = Journal.create(file, PATH, new UUID(0x0102030405060708L, 9), first, true);
        journal.append(RecordFrame.HELD, 0, JournalState.intervals(IntervalSet.ofBounds(0, 300, 500, 100_000)));
        journal.append(
                RecordFrame.HELD,
                RecordFrame.FLAG_WRITTEN_ONLY,
                JournalState.intervals(IntervalSet.of(1L << 40, (1L << 40) + 9)));
        journal.append(200, 0, new byte[] {1, 2, 3});
        journal.append(
                RecordFrame.INFO,
                0,
                new TlvWriter()
                        .put(0x7fff, new byte[5])
                        .put(0x10, "x".getBytes(StandardCharsets.UTF_8))
                        .toBytes());
        journal.append(RecordFrame.INFO, 0, RecordBodies.info(info));
        journal.append(RecordFrame.STATE, 0, RecordBodies.state(PAUSED, false));
        journal.append(RecordFrame.SOURCES, 0, RecordBodies.sources(SOURCES));
        journal.append(RecordFrame.BLOCKS, 0, JournalState.blocks(100, 0, ByteBuffer.wrap(DIGEST.value())));
        journal.append(RecordFrame.BLOCKS, 0, JournalState.blocks(100, 600, ByteBuffer.wrap(DIGEST.value())));
        journal.append(RecordFrame.BOOT, 0, RecordBodies.boot("boot-1"));
        journal.append(RecordFrame.WITHDRAW, 0, JournalState.intervals(IntervalSet.of(10, 20)));
        journal.append(
                RecordFrame.PUBLISH,
                0,
                RecordBodies.publish(new RecordBodies.Publishing(PUBLISH, OptionalLong.of(12))));
        journal.append(RecordFrame.OWNER, 0, RecordBodies.owner(Optional.empty()));
        return journal;
    }

    private byte[] content() throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) file.size());
        file.read(0, all);
        return all.array();
    }

    /** Lines {@code OFFSET: HEX  # comment}; what is not listed is 0. */
    static byte[] golden(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = JournalGoldenTest.class.getResourceAsStream(name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                String data = line.replaceAll("#.*", "").strip();
                if (!data.isEmpty()) {
                    int at = Integer.parseInt(data.substring(0, data.indexOf(':')), 16);
                    out.writeBytes(new byte[at - out.size()]);
                    out.writeBytes(HexFormat.of()
                            .parseHex(data.substring(data.indexOf(':') + 1).replace(" ", "")));
                }
            }
        }
        return out.toByteArray();
    }

    private static String dump(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += 32) {
            byte[] line = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 32));
            if (!Arrays.equals(line, new byte[line.length])) {
                text.append(String.format("%06x: %s%n", at, HexFormat.of().formatHex(line)));
            }
        }
        return text.toString();
    }

    @Test
    void everyRecordIsWrittenAsEver() throws IOException {
        written();
        byte[] expected = golden("journal-1.hex");
        byte[] actual = content();
        assertTrue(Arrays.equals(expected, actual), () -> "differs; now it is\n" + dump(actual));
    }

    @Test
    void everyRecordIsReadAsEver() throws IOException {
        file.write(0, ByteBuffer.wrap(golden("journal-1.hex")));
        JournalReader.Found found = JournalReader.read(file, PATH);
        JournalContent content = found.state().content(found.superblock().id(), found.tornBytes());
        assertEquals(new UUID(0x0102030405060708L, 9), content.id());
        assertEquals(IntervalSet.ofBounds(0, 10, 20, 300, 500, 100_000), content.held());
        assertEquals(IntervalSet.of(1L << 40, (1L << 40) + 9), content.written());
        assertEquals(
                Optional.of(PayloadInfo.named("b/image.bin")
                        .size(1_000)
                        .digest(DIGEST)
                        .modified(THEN)),
                content.info());
        assertEquals(SOURCES, content.sources());
        assertEquals(PAUSED.state(), content.state().state());
        assertEquals(Optional.of(PUBLISH), content.publish());
        assertEquals(1, content.blocks().count());
        assertArrayEquals(DIGEST.value(), content.blocks().digest(600).orElseThrow());
        assertEquals(Optional.empty(), content.owner());
        assertEquals(0, content.tornBytes());
    }

    @Test
    void aHundredThousandIntervalsTakeFiveBytesEach() {
        Random random = new Random(1);
        long[] bounds = new long[200_000];
        long at = 0;
        for (int i = 0; i < bounds.length; i++) {
            at += i % 2 == 0 ? 200_000 + random.nextInt(1_000_000) : 1 + random.nextInt(16_000);
            bounds[i] = at;
        }
        assertTrue(IntervalCoding.encode(IntervalSet.ofBounds(bounds)).length < 510_000);
    }
}
