package dtp.tck.doubles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.tck.sim.VirtualExecutor;
import dtp.tck.sim.VirtualTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the scripts of the doubles do, each in virtual time. */
class DoublesInVirtualTimeTest {
    private static final long MINUTE_NS = 60_000_000_000L;

    private final VirtualTime time = new VirtualTime(1);
    private final VirtualExecutor executor = new VirtualExecutor(time);
    private final Remotes remotes = new Remotes();
    private final RemoteHost host = remotes.host("sat1").holds("image", RemoteContent.generated(100_000, 7));
    private final Bytes bytes = new Bytes(100_000);

    @Test
    void loopBringsTheWantedIntervalsOnly() {
        End end = fetch(ScriptedTransport.loop(remotes, executor), IntervalSet.ofBounds(10, 20, 50_000, 90_000));
        assertEquals(End.Kind.ENDED, end.kind());
        assertEquals(IntervalSet.ofBounds(10, 20, 50_000, 90_000), bytes.received);
        bytes.assertEqual(host.content("image").orElseThrow());
        assertEquals(100_000, bytes.told.size().orElseThrow());
        assertEquals(
                host.content("image").orElseThrow().digest(),
                bytes.told.digest().orElseThrow());
    }

    @Test
    void streamStartsFromZeroWhateverIsWanted() {
        fetch(ScriptedTransport.stream(remotes, executor), IntervalSet.of(50_000, 60_000));
        assertEquals(IntervalSet.of(0, 100_000), bytes.received);
        assertTrue(bytes.told.digest().isEmpty());
    }

    @Test
    void pushyTellsTheSizeLast() {
        fetch(ScriptedTransport.pushy(remotes, executor), IntervalSet.of(0, Long.MAX_VALUE));
        assertEquals(IntervalSet.of(0, 100_000), bytes.receivedWhenTold);
    }

    @Test
    void dtp8WidensToItsUnitAndPausesBeforeEachInterval() {
        fetch(ScriptedTransport.dtp8(remotes, executor), IntervalSet.ofBounds(1, 2, 2480, 2481));
        assertEquals(IntervalSet.ofBounds(0, 248, 2480, 2728), bytes.received);
        assertEquals(20_000_000, time.nowNs());
    }

    @Test
    void dtp8LosesTheSamePacketsForTheSameSeed() {
        fetch(ScriptedTransport.dtp8(remotes, executor).losing(0.3, 5), IntervalSet.of(0, 100_000));
        IntervalSet first = bytes.received;
        bytes.received = IntervalSet.empty();
        fetch(ScriptedTransport.dtp8(remotes, executor).losing(0.3, 5), IntervalSet.of(0, 100_000));
        assertEquals(first, bytes.received);
        assertTrue(first.count() > 50, first::toString);
    }

    @Test
    void anAbsentHostIsQuietAfterTheIdleTimeout() {
        host.goAway();
        End end = fetch(ScriptedTransport.loop(remotes, executor), IntervalSet.of(0, 10));
        assertEquals(End.Kind.QUIET, end.kind());
        assertEquals(Duration.ofSeconds(10).toNanos(), time.nowNs());
    }

    @Test
    void aBrokenLineEndsTransientAfterTheBytesThatPassed() {
        host.breakAfter(30_000);
        End end = fetch(ScriptedTransport.loop(remotes, executor), IntervalSet.of(0, 100_000));
        assertEquals(End.Kind.TRANSIENT, end.kind());
        assertEquals(IntervalSet.of(0, 30_000), bytes.received);
    }

    @Test
    void aSilentLineEndsQuiet() {
        host.fallSilentAfter(30_000);
        assertEquals(
                End.Kind.QUIET,
                fetch(ScriptedTransport.stream(remotes, executor), IntervalSet.of(0, 100_000))
                        .kind());
    }

    @Test
    void aRefusalIsPermanentAndABusyHostIsNot() {
        host.refuse("image", Reason.Code.NOT_ALLOWED);
        End refused = fetch(ScriptedTransport.loop(remotes, executor), IntervalSet.of(0, 10));
        assertEquals(Reason.Code.NOT_ALLOWED, refused.reason().orElseThrow().code());
        host.refuseNoLonger("image").busyFor(1);
        assertEquals(
                End.Kind.TRANSIENT,
                fetch(ScriptedTransport.loop(remotes, executor), IntervalSet.of(0, 10))
                        .kind());
        assertEquals(
                End.Kind.ENDED,
                fetch(ScriptedTransport.loop(remotes, executor), IntervalSet.of(0, 10))
                        .kind());
    }

    @Test
    void aSlowHostTakesTheTimeOfItsRate() {
        host.rateBytesPerSecond(10_000);
        fetch(ScriptedTransport.loop(remotes, executor), IntervalSet.of(0, 100_000));
        assertEquals(10_000, time.nowNs() / 1_000_000);
    }

    private End fetch(ScriptedTransport transport, IntervalSet wanted) {
        Fetch fetch = transport
                .source(transport.endpoint("sat1", "image"), TransferOptions.defaults())
                .fetch(wanted, bytes);
        List<End> ends = new ArrayList<>();
        fetch.end().thenAccept(ends::add);
        assertTrue(time.runUntil(() -> !ends.isEmpty(), MINUTE_NS), "the fetch ends");
        return ends.get(0);
    }

    /** Takes everything. */
    private static final class Bytes implements Sink {
        private final byte[] bytes;
        private IntervalSet received = IntervalSet.empty();
        private IntervalSet receivedWhenTold;
        private PayloadInfo told = PayloadInfo.named("?");

        Bytes(int size) {
            bytes = new byte[size];
        }

        void assertEqual(RemoteContent content) {
            byte[] all = content.bytes();
            received.forEach(i -> {
                for (long at = i.start(); at < i.end(); at++) {
                    assertEquals(all[(int) at], bytes[(int) at]);
                }
            });
        }

        @Override
        public boolean describe(PayloadInfo payload) {
            told = payload;
            receivedWhenTold = received;
            return true;
        }

        @Override
        public Take write(long offset, ByteBuffer data) {
            received = received.union(IntervalSet.of(offset, offset + data.remaining()));
            data.get(bytes, (int) offset, data.remaining());
            return Take.MORE;
        }

        @Override
        public Take write(long offset, ByteBuffer data, Runnable release) {
            Take take = write(offset, data);
            release.run();
            return take;
        }

        @Override
        public void whenReady(Runnable action) {
            action.run();
        }

        @Override
        public void alive() {}

        @Override
        public void note(Reason reason) {}
    }
}
