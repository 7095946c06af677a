package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Source;
import dtp.tck.doubles.RecordingSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several connections for one file, and many files over few connections. */
@Timeout(60)
class ParallelTest {
    private static final int SIZE = 9_000_001;
    private static final int CONNECTIONS = 4;

    private final TcpGround ground = new TcpGround();
    private final byte[] content = new byte[SIZE];

    ParallelTest() throws InterruptedException {
        new Random(4).nextBytes(content);
        ground.serving.holds("file", content);
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private Source source(String name, int connections) {
        TransferOptions options =
                TransferOptions.builder().connections(connections).build();
        return ground.transport.source(ground.at(name), options);
    }

    private static End end(Fetch fetch) throws Exception {
        return fetch.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private long opened() {
        return ground.serving.asked().stream().filter(a -> a.startsWith("open")).count();
    }

    @Test
    void fourConnectionsDealOutAFileAndNoByteComesTwice() throws Exception {
        RecordingSink sink = new RecordingSink();
        try (Source source = source("file", CONNECTIONS)) {
            assertEquals(
                    End.Kind.ENDED,
                    end(source.fetch(IntervalSet.of(0, Long.MAX_VALUE), sink)).kind());
        }
        assertArrayEquals(content, sink.bytes());
        assertEquals(
                SIZE,
                sink.writes().stream().mapToLong(RecordingSink.Write::bytes).sum());
        assertEquals(CONNECTIONS, opened());
        assertTrue(sink.late().isEmpty(), () -> "after the end: " + sink.late());
    }

    @Test
    void aLimitedGetReadsLittleAtOnceAlsoOnAConnectionThatWasUnlimited() throws Exception {
        RecordingSink sink = new RecordingSink();
        TransferOptions limited =
                TransferOptions.builder().throughputBytesPerSecond(1_000_000).build();
        try (Source first = source("file", 1);
                Source second = ground.transport.source(ground.at("file"), limited)) {
            end(first.fetch(IntervalSet.of(0, 1), new RecordingSink()));
            end(second.fetch(IntervalSet.of(0, 500_000), sink));
        }
        assertEquals(IntervalSet.of(0, 500_000), sink.received());
        sink.writes().forEach(write -> assertTrue(write.bytes() <= 1_000_000 / 8, () -> write.bytes() + " at once"));
    }

    @Test
    void onlyWhatIsWantedIsDealtOut() throws Exception {
        IntervalSet wanted = IntervalSet.ofBounds(5, 10, 1_000_000, 4_000_000, 5_000_000, 8_999_999);
        RecordingSink sink = new RecordingSink();
        try (Source source = source("file", CONNECTIONS)) {
            assertEquals(End.Kind.ENDED, end(source.fetch(wanted, sink)).kind());
        }
        assertEquals(wanted, sink.received());
        assertArrayEquals(
                Arrays.copyOfRange(content, 1_000_000, 4_000_000),
                Arrays.copyOfRange(sink.bytes(), 1_000_000, 4_000_000));
    }

    @Test
    void aCancelledFetchTakesItsHelpersWithIt() throws Exception {
        RecordingSink sink = new RecordingSink();
        try (Source source = source("file", CONNECTIONS)) {
            source.throughput(100_000);
            Fetch fetch = source.fetch(IntervalSet.of(0, SIZE), sink);
            assertTrue(
                    sink.await(() -> opened() == CONNECTIONS && !sink.received().isEmpty(), 30_000));
            fetch.cancel();
            assertTrue(end(fetch).kind() != End.Kind.ENDED);
            sink.end();
        }
        while (ground.serving.open() > 0) {
            Thread.onSpinWait();
        }
        assertTrue(sink.late().isEmpty(), () -> "after the end: " + sink.late());
    }

    @Test
    void aSmallFileTakesOneConnection() throws Exception {
        ground.serving.holds("small", new byte[10]);
        try (Source source = source("small", CONNECTIONS)) {
            assertEquals(
                    End.Kind.ENDED,
                    end(source.fetch(IntervalSet.of(0, 10), new RecordingSink()))
                            .kind());
        }
        assertEquals(1, opened());
    }

    @Test
    void threeHundredFilesAtOnceGoOverFewConnections() throws Exception {
        int files = 300;
        List<Source> sources = new ArrayList<>();
        List<Fetch> fetches = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            ground.serving.holds("f" + i, new byte[] {(byte) i});
            Source source = source("f" + i, 1);
            sources.add(source);
            fetches.add(source.fetch(IntervalSet.of(0, 1), new RecordingSink()));
        }
        for (Fetch fetch : fetches) {
            assertEquals(End.Kind.ENDED, end(fetch).kind());
        }
        sources.forEach(Source::close);
        long peers = ground.serving.asked().stream()
                .map(a -> a.substring(a.lastIndexOf(':') + 1))
                .distinct()
                .count();
        assertTrue(peers <= 32, () -> peers + " connections");
    }

    @Test
    void slowTransfersDoNotKeepOthersWaitingForever() throws Exception {
        List<Source> slow = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Source source = source("file", 1);
            source.throughput(1_000);
            source.fetch(IntervalSet.of(0, SIZE), new RecordingSink());
            slow.add(source);
        }
        ground.serving.holds("small", new byte[10]);
        try (Source source = source("small", 1)) {
            assertEquals(
                    End.Kind.ENDED,
                    end(source.fetch(IntervalSet.of(0, 10), new RecordingSink()))
                            .kind());
        }
        slow.forEach(Source::close);
    }
}
