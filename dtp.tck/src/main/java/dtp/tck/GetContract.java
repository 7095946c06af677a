package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Contact;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.api.transport.Source;
import dtp.api.transport.SourceTraits;
import dtp.tck.TransportHarness.Capability;
import dtp.tck.doubles.RecordingSink;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What every transport must keep when it fetches: one test for each sentence from [T05] to [T20]. */
abstract class GetContract extends TransportGround {
    @Test
    void t05_everyMethodMayBeCalledFromInsideASinksCall() throws Exception {
        need(Capability.GET);
        Source source = slowSource(harness.serve("1", content(SIZE)));
        RecordingSink sink = new RecordingSink();
        AtomicReference<Fetch> fetch = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        CountDownLatch called = new CountDownLatch(1);
        sink.onWrite(() -> {
            waitFor(known);
            source.throughput(Long.MAX_VALUE);
            source.traits();
            source.contact();
            fetch.get().cancel();
            source.close();
            called.countDown();
        });
        fetch.set(source.fetch(whole(), sink));
        known.countDown();
        assertTrue(
                called.await(Patience.longMs(), TimeUnit.MILLISECONDS), "calls from inside a sink's call must return");
        End end = Patience.completes("the end", Patience.longMs(), fetch.get().end());
        assertTrue(
                EnumSet.of(End.Kind.CANCELLED, End.Kind.CLOSED).contains(end.kind()),
                () -> "cancelled and closed, but it ended " + end);
    }

    @Test
    void t06_aContactCompletesNormallyWhoeverIsThere() throws Exception {
        need(Capability.GET);
        Contact reached = contact(source(harness.serve("1", content(SIZE))));
        assertEquals(End.Kind.ENDED, reached.end().kind(), () -> "the remote is there, but: " + reached.end());
        reached.payload().size().ifPresent(size -> assertEquals(SIZE, size));
        contact(source(harness.absent()));
        contact(source(harness.unreachable()));
    }

    @Test
    void t07_fetchReturnsAtOnce() throws Exception {
        Source nobody = source(harness.unreachable());
        Patience.returns("fetch", Patience.AT_ONCE_MS, () -> nobody.fetch(whole(), new RecordingSink()));
    }

    @Test
    void t08_asManyFetchesAsTheTraitsAllowMayBeOpen() throws Exception {
        need(Capability.GET);
        need(Capability.RANGES);
        Source source = source(harness.serve("1", content(SIZE)));
        int many = Math.min(8, source.traits().concurrentFetches());
        assumeTrue(many > 1, "takes one fetch at a time");
        List<RecordingSink> sinks = new ArrayList<>();
        List<Fetch> fetches = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            sinks.add(new RecordingSink());
            fetches.add(source.fetch(part(i), sinks.get(i)));
        }
        for (int i = 0; i < many; i++) {
            awaitAll(fetches.get(i), sinks.get(i), part(i));
        }
    }

    /** Far from the end of the payload, and from each other. */
    private static IntervalSet part(int i) {
        return IntervalSet.of(20_000L * i + 77, 20_000L * i + 3_000);
    }

    @Test
    void t09_bytesAreWrittenAtTheirOffsets() throws Exception {
        need(Capability.GET);
        byte[] content = content(SIZE);
        Source source = source(harness.serve("1", content));
        RecordingSink sink = new RecordingSink();
        for (int round = 0; round < harness.rounds() && !sink.received().equals(whole()); round++) {
            IntervalSet missing = sink.received()
                    .complement(SIZE)
                    .firstIntervals(source.traits().maxIntervals());
            awaitAllOrEnd(source.fetch(missing, sink), sink, whole());
        }
        assertEquals(whole(), sink.received(), "bytes that came");
        assertArrayEquals(content, sink.bytes());
    }

    @Test
    void t10_nothingOutsideTheWantedIsWritten() throws Exception {
        need(Capability.GET);
        need(Capability.RANGES);
        Source source = source(harness.serve("1", content(SIZE)));
        SourceTraits traits = source.traits();
        IntervalSet wanted = IntervalSet.ofBounds(1_001, 1_003, 50_000, 60_001, 200_000, 200_001)
                .firstIntervals(traits.maxIntervals());
        RecordingSink sink = new RecordingSink();
        Fetch fetch = source.fetch(wanted, sink);
        awaitAll(fetch, sink, wanted);
        CountDownLatch ended = new CountDownLatch(1);
        fetch.end().whenComplete((end, e) -> ended.countDown());
        ended.await(Patience.AT_ONCE_MS, TimeUnit.MILLISECONDS);
        IntervalSet allowed = wanted.alignedTo(traits.unitBytes(), SIZE);
        assertEquals(IntervalSet.empty(), sink.received().minus(allowed), "bytes that nobody asked for");
    }

    @Test
    void t11_whatTheRemoteTellsIsToldBeforeTheEnd() throws Exception {
        need(Capability.GET);
        need(Capability.SIZE);
        Source source = source(harness.serve("1", content(SIZE)));
        RecordingSink sink = new RecordingSink();
        AtomicBoolean ended = new AtomicBoolean();
        source.fetch(IntervalSet.of(0, Long.MAX_VALUE), sink).end().whenComplete((end, e) -> {
            sink.end();
            ended.set(true);
            sink.signal();
        });
        sink.await(() -> ended.get() || isTold(sink), Patience.longMs());
        assertTrue(
                isTold(sink),
                () -> "the size" + (can(Capability.DIGEST) ? " and the digest" : "")
                        + " must be told before the end, but told was " + sink.told());
    }

    private boolean isTold(RecordingSink sink) {
        PayloadInfo all = PayloadInfo.named("1");
        for (PayloadInfo info : sink.told()) {
            all = all.learn(info);
        }
        return all.size().orElse(-1) == SIZE
                && (!can(Capability.DIGEST) || all.digest().isPresent());
    }

    @Test
    void t12_closeEndsEveryOpenFetchWithinASecond() throws Exception {
        need(Capability.GET);
        Source source = slowSource(harness.serve("1", content(SIZE)));
        RecordingSink sink = startedSink();
        Fetch fetch = source.fetch(whole(), sink);
        awaitStart(sink);
        Patience.returns("close", Patience.AT_ONCE_MS, () -> {
            source.close();
            source.close();
            return null;
        });
        End end = Patience.completes("the end after close", Patience.ONE_SECOND_MS, fetch.end());
        assertEquals(End.Kind.CLOSED, end.kind());
    }

    @Test
    void t13_threadsAndSocketsAreGoneAfterClose() throws Exception {
        need(Capability.GET);
        Endpoint endpoint = harness.serve("1", content(SIZE));
        Leaks.check(() -> {
            Source source = harness.transport().source(endpoint, slow());
            RecordingSink sink = startedSink();
            source.fetch(whole(), sink);
            awaitStart(sink);
            source.close();
        });
    }

    @Test
    void t14_aFetchEndsNormallyOnceAndAfterTheLastCallOfItsSink() throws Exception {
        need(Capability.GET);
        Source source = source(harness.serve("1", content(SIZE)));
        RecordingSink sink = new RecordingSink();
        Fetch fetch = source.fetch(whole(), sink);
        End end = Patience.completes(
                "the end of a fetch", Patience.longMs(), fetch.end().thenApply(how -> {
                    sink.end();
                    return how;
                }));
        assertFalse(
                sink.await(() -> !sink.late().isEmpty(), Patience.NEVER_MS),
                () -> "calls after the end: " + sink.late());
        End again = Patience.completes("the end, asked again", Patience.AT_ONCE_MS, fetch.end());
        assertEquals(end.kind(), again.kind(), "it ended as one thing and then as another");
    }

    @Test
    void t15_aPayloadThatIsNotThereEndsPermanent() throws Exception {
        need(Capability.GET);
        End end = end(source(harness.absent()).fetch(whole(), new RecordingSink()));
        assertEquals(End.Kind.PERMANENT, end.kind(), end::toString);
        Reason.Code code = end.reason().orElseThrow().code();
        assertTrue(EnumSet.of(Reason.Code.NOT_FOUND, Reason.Code.NOT_ALLOWED).contains(code), end::toString);
    }

    @Test
    void t16_aRemoteThatIsNotThereEndsQuietOrTransient() throws Exception {
        need(Capability.GET);
        End end = end(source(harness.unreachable()).fetch(whole(), new RecordingSink()));
        assertTrue(EnumSet.of(End.Kind.QUIET, End.Kind.TRANSIENT).contains(end.kind()), end::toString);
        assertTrue(end.kind() == End.Kind.QUIET || end.reason().isPresent(), "TRANSIENT has a reason");
    }

    @Test
    void t17_aCancelledFetchEndsWithinASecond() throws Exception {
        need(Capability.GET);
        Source source = slowSource(harness.serve("1", content(SIZE)));
        RecordingSink sink = startedSink();
        Fetch fetch = source.fetch(whole(), sink);
        awaitStart(sink);
        cancelled(fetch);
    }

    @Test
    void t17_aFetchFromARemoteThatCannotBeToldIsCancelledWithinASecond() throws Exception {
        need(Capability.GET);
        Source source = slowSource(harness.serve("1", content(SIZE)));
        harness.fallSilent();
        cancelled(source.fetch(whole(), new RecordingSink()));
    }

    private static void cancelled(Fetch fetch) throws Exception {
        fetch.cancel();
        fetch.cancel();
        End end = Patience.completes("the end of a cancelled fetch", Patience.ONE_SECOND_MS, fetch.end());
        assertEquals(End.Kind.CANCELLED, end.kind());
    }

    @Test
    void t18_aFetchWhoseSinkIsClosedEndsWithinASecond() throws Exception {
        need(Capability.GET);
        Source source = slowSource(harness.serve("1", content(SIZE)));
        RecordingSink sink = new RecordingSink();
        CountDownLatch asked = new CountDownLatch(1);
        sink.answer(Sink.Take.CLOSED);
        sink.onWrite(asked::countDown);
        Fetch fetch = source.fetch(whole(), sink);
        assertTrue(asked.await(Patience.longMs(), TimeUnit.MILLISECONDS), "something is written");
        Patience.completes("the end after CLOSED", Patience.ONE_SECOND_MS, fetch.end());
    }

    @Test
    void t19_afterARefusedDescriptionNothingIsWrittenAndTheFetchEnds() throws Exception {
        need(Capability.GET);
        need(Capability.SIZE);
        Source source = source(harness.serve("1", content(SIZE)));
        RecordingSink sink = new RecordingSink();
        sink.believes(false);
        Fetch fetch = source.fetch(IntervalSet.of(0, Long.MAX_VALUE), sink);
        assumeTrue(
                sink.await(() -> !sink.told().isEmpty(), Patience.longMs()),
                "nothing was told that could be refused: see t11");
        Patience.completes("the end after a refusal", Patience.ONE_SECOND_MS, fetch.end());
        sink.await(() -> sink.writesAfterRefusal() > 0, Patience.NEVER_MS);
        assertEquals(0, sink.writesAfterRefusal(), "writes after the description was refused");
    }

    @Test
    void t20_aBufferThatWasHandedOverIsNotTouchedUntilItIsGivenBack() throws Exception {
        need(Capability.GET);
        Source source = source(harness.serve("1", content(SIZE)));
        RecordingSink sink = new RecordingSink();
        awaitAllOrEnd(source.fetch(whole(), sink), sink, whole());
        assumeTrue(sink.handovers() > 0, "lets the sink copy, and hands no buffer over");
        sink.end();
        assertEquals(0, sink.spoilt(), "buffers changed before they were given back");
    }

    private Source slowSource(Endpoint endpoint) {
        Source source = harness.transport().source(endpoint, slow());
        opened.add(source);
        return source;
    }

    private static Contact contact(Source source) throws Exception {
        return Patience.completes("a contact", Patience.longMs(), source.contact());
    }

    private static End end(Fetch fetch) throws Exception {
        return Patience.completes("the end of a fetch", Patience.longMs(), fetch.end());
    }

    /** Takes the first bytes and then asks the transport to stop: with the low rate nothing gets far. */
    private static RecordingSink startedSink() {
        RecordingSink sink = new RecordingSink();
        sink.onWrite(() -> sink.answer(Sink.Take.SLOW));
        return sink;
    }

    private static void awaitStart(RecordingSink sink) throws InterruptedException {
        assertTrue(sink.await(() -> !sink.writes().isEmpty(), Patience.longMs()), "the first bytes come");
    }
}
