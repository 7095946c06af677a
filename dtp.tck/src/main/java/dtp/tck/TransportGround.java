package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.Fetch;
import dtp.api.transport.Source;
import dtp.tck.TransportHarness.Capability;
import dtp.tck.doubles.RecordingSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What the tests of a transport stand on: a harness for each test, what it opened, and the content that it moves. */
@Timeout(60)
abstract class TransportGround {
    /** Longer than any buffer on the way, and no multiple of any unit. */
    static final int SIZE = 300_007;

    /** A transfer at this rate takes a minute, so that it can be met under way. */
    private static final long SLOW_BYTES_PER_SECOND = 5_000;

    TransportHarness harness;
    final List<AutoCloseable> opened = new ArrayList<>();

    /** A new harness; closed after the test. */
    protected abstract TransportHarness harness() throws Exception;

    @BeforeEach
    void open() throws Exception {
        harness = harness();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        if (harness != null) {
            harness.close();
        }
    }

    boolean can(Capability capability) {
        return harness.capabilities().contains(capability);
    }

    void need(Capability capability) {
        assumeTrue(can(capability), () -> "this protocol has no " + capability);
    }

    TransferOptions slow() {
        return harness.options()
                .with()
                .throughputBytesPerSecond(SLOW_BYTES_PER_SECOND)
                .build();
    }

    Source source(Endpoint endpoint) {
        Source source = harness.transport().source(endpoint, harness.options());
        opened.add(source);
        return source;
    }

    static void awaitAll(Fetch fetch, RecordingSink sink, IntervalSet wanted) throws InterruptedException {
        awaitAllOrEnd(fetch, sink, wanted);
        assertEquals(IntervalSet.empty(), wanted.minus(sink.received()), "bytes that did not come");
    }

    /** When all is there the end does not matter: that it comes is another test's matter. */
    static void awaitAllOrEnd(Fetch fetch, RecordingSink sink, IntervalSet wanted) throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        fetch.end().whenComplete((end, e) -> {
            ended.set(true);
            sink.signal();
        });
        sink.await(() -> ended.get() || wanted.minus(sink.received()).isEmpty(), Patience.longMs());
    }

    static IntervalSet whole() {
        return IntervalSet.of(0, SIZE);
    }

    static byte[] content(int size) {
        byte[] content = new byte[size];
        new SplittableRandom(size).nextBytes(content);
        return Arrays.copyOf(content, size);
    }

    static void waitFor(CountDownLatch latch) {
        try {
            latch.await(Patience.longMs(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
