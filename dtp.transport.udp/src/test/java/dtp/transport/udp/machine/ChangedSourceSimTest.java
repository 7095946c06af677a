package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import dtp.path.Impairment;
import dtp.path.PathModel;
import dtp.tck.doubles.RecordingSink;
import dtp.tck.doubles.ScriptedServing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** kftp.md, Options: a file that was written anew with the same size while a get had broken off is not mixed with the old one. */
class ChangedSourceSimTest {
    private static final Instant BEFORE = Instant.parse("2026-11-21T12:00:00.123Z");
    private static final int SIZE = 1_000_000;
    private static final byte[] OLD = SimulatedGet.content(1, SIZE);
    private static final byte[] NEW = SimulatedGet.content(2, SIZE);
    private static final IntervalSet ALL = IntervalSet.of(0, Long.MAX_VALUE);

    private final World world = new World(4);
    private final DatedServing serving = new DatedServing().holds(OLD, BEFORE);
    private final Session session = new Session();
    private World.Port port = port(Impairment.NONE);

    private World.Port port(Impairment path) {
        World.Wire wire = world.new Wire(PathModel.of(path));
        world.new ServerNode(serving, SimulatedGet.LIMITS).hears(wire.server(1), 1);
        return wire.client(1);
    }

    /** Refuses another size, digest or time than was told before, as a session does. */
    private static final class Session implements Sink {
        private final RecordingSink inner = new RecordingSink();
        private PayloadInfo known = PayloadInfo.named("f");
        private int writesBeforeRefusal = -1;

        @Override
        public boolean describe(PayloadInfo told) {
            Optional<Instant> before = known.modified();
            boolean sameDigest = told.digest().isPresent() && told.digest().equals(known.digest());
            boolean modified = before.isPresent() && told.modified().isPresent() && !before.equals(told.modified());
            if (!known.mayBe(told) || (modified && !sameDigest)) {
                writesBeforeRefusal = inner.writes().size();
                return false;
            }
            known = known.learn(told);
            return inner.describe(told);
        }

        @Override
        public Take write(long offset, ByteBuffer data) {
            return inner.write(offset, data);
        }

        @Override
        public Take write(long offset, ByteBuffer data, Runnable release) {
            return inner.write(offset, data, release);
        }

        @Override
        public void whenReady(Runnable action) {
            inner.whenReady(action);
        }

        @Override
        public void alive() {
            inner.alive();
        }

        @Override
        public void note(Reason reason) {
            inner.note(reason);
        }
    }

    private SimulatedGet get(IntervalSet wanted, String digest) {
        return new SimulatedGet(world, List.of(port))
                .wants(wanted)
                .digest(digest)
                .through(session)
                .start();
    }

    /** Some of the file came, then the link was cut. @return what is missing */
    private IntervalSet cut(String digest) {
        SimulatedGet first = get(ALL, digest);
        assertTrue(world.time.runUntil(
                () -> session.inner.received().end() > 100_000
                        && session.known.modified().isPresent(),
                60 * SimulatedGet.SECOND));
        first.transfer.stop(End.of(End.Kind.CANCELLED));
        IntervalSet missing = ALL.minus(session.inner.received());
        assertFalse(missing.contains(0, SIZE));
        assertTrue(missing.start() < SIZE, "the cut came too late");
        return missing;
    }

    @Test
    void aFileThatWasRewrittenWithTheSameSizeEndsTheResumeBeforeAByteOfItIsTaken() {
        port = port(SimulatedGet.longPath(0, 20).build());
        IntervalSet missing = cut("");
        int writes = session.inner.writes().size();
        serving.holds(NEW, BEFORE.plusMillis(1));
        SimulatedGet resume = get(missing, "");
        assertTrue(resume.run(60));
        assertEquals(End.Kind.PERMANENT, resume.end.kind());
        assertEquals(
                Reason.Code.SOURCE_CHANGED, resume.end.reason().orElseThrow().code());
        assertEquals(writes, session.writesBeforeRefusal);
        assertEquals(writes, session.inner.writes().size());
    }

    private void resumesWith(String digest) {
        port = port(SimulatedGet.longPath(0.1, 20).build());
        SimulatedGet resume = get(cut(digest), digest);
        assertTrue(resume.run(120));
        assertEquals(End.Kind.ENDED, resume.end.kind());
        assertArrayEquals(OLD, session.inner.bytes());
    }

    @Test
    void aFileThatIsAsItWasIsResumed() {
        resumesWith("");
    }

    @Test
    void aFileThatIsAsItWasIsResumedWithADigestAsWell() {
        resumesWith("sha256");
    }

    @Test
    void aFileThatWasTouchedOnlyIsResumedWhereTheDigestSaysThatItIsTheSame() {
        port = port(SimulatedGet.longPath(0, 20).build());
        IntervalSet missing = cut("sha256");
        serving.holds(OLD, BEFORE.plusSeconds(9));
        SimulatedGet resume = get(missing, "sha256");
        assertTrue(resume.run(60));
        assertEquals(End.Kind.ENDED, resume.end.kind());
        assertArrayEquals(OLD, session.inner.bytes());
    }

    @Test
    void aFileThatWasRewrittenIsNotedByItsDigestWhereOneIsAskedFor() {
        port = port(SimulatedGet.longPath(0, 20).build());
        IntervalSet missing = cut("sha256");
        serving.holds(NEW, BEFORE.plusMillis(1));
        SimulatedGet resume = get(missing, "sha256");
        assertTrue(resume.run(60));
        assertEquals(
                Reason.Code.SOURCE_CHANGED, resume.end.reason().orElseThrow().code());
    }

    @Test
    void aFileThatWasRewrittenBeforeItsDigestWasToldIsNotedByItsTimeWhereItCannotBeHashedAnyMore() {
        port = port(SimulatedGet.longPath(0, 20).build());
        serving.hashes(digest -> new CompletableFuture<>());
        IntervalSet missing = cut("sha256");
        serving.holds(NEW, BEFORE.plusMillis(1))
                .hashes(digest -> CompletableFuture.failedFuture(new IOException("a bad block")));
        SimulatedGet resume = get(missing, "sha256");
        assertTrue(resume.run(60));
        assertEquals(End.Kind.PERMANENT, resume.end.kind());
        assertEquals(
                Reason.Code.SOURCE_CHANGED, resume.end.reason().orElseThrow().code());
    }

    @Test
    void aFileThatChangesWhileItIsSentEndsTheGet() {
        port = port(SimulatedGet.longPath(0, 20).build());
        SimulatedGet get = get(ALL, "sha256");
        assertTrue(world.time.runUntil(() -> session.inner.received().end() > 100_000, 60 * SimulatedGet.SECOND));
        serving.changes();
        assertTrue(get.run(60));
        assertEquals(End.Kind.PERMANENT, get.end.kind());
        assertEquals(Reason.Code.SOURCE_CHANGED, get.end.reason().orElseThrow().code());
    }

    @Test
    void aResumeFromAServerThatTellsNoTimeGoesOnWithoutIt() {
        World.Wire wire = world.new Wire(PathModel.of(Impairment.NONE));
        world.new ServerNode(new ScriptedServing().holds("f", OLD), SimulatedGet.LIMITS).hears(wire.server(1), 1);
        port = wire.client(1);
        SimulatedGet resume = get(IntervalSet.of(500_000, SIZE), "");
        assertTrue(resume.run(60));
        assertEquals(End.Kind.ENDED, resume.end.kind());
        assertEquals(SIZE - 500_000 / 1_400 * 1_400, session.inner.received().bytes());
    }
}
