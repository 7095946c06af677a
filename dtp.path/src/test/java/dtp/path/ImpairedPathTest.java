package dtp.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.contact.ContactPlan;
import dtp.path.ImpairedPath.Verdict;
import dtp.path.PathCounters.Count;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the machine of a path does to frames, in time that is an argument. */
class ImpairedPathTest {
    private static final long MS = 1_000_000;
    private static final long S = 1_000_000_000;

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.05, 0.3, 0.9})
    void lossIsWithinThreeSigmaOfWhatWasAsked(double loss) {
        int frames = 200_000;
        ImpairedPath path = open("seed=11,loss=" + loss);
        for (int i = 0; i < frames; i++) {
            path.offer(frame(i), i);
        }
        double sigma = Math.sqrt(frames * loss * (1 - loss));
        assertEquals(frames * loss, (double) count(path, Count.LOST), 3 * sigma);
    }

    @Test
    void burstsLoseTheExpectedShareInStretchesOfTheExpectedLength() {
        ImpairedPath path = open("seed=3,burst=0.01/20");
        int frames = 400_000;
        int stretches = 0;
        boolean before = false;
        for (int i = 0; i < frames; i++) {
            boolean lost = path.offer(frame(i), i) == Verdict.LOST;
            stretches += lost && !before ? 1 : 0;
            before = lost;
        }
        double expected = path.impairment().expectedLoss();
        assertEquals(0.01 / (0.01 + 0.05), expected, 1e-9);
        assertEquals(expected, count(path, Count.LOST) / (double) frames, 0.1 * expected);
        assertEquals(20, count(path, Count.LOST) / (double) stretches, 2);
    }

    @Test
    void theSameSeedDropsTheSameFramesWhateverTheirTimingAndTheOtherImpairments() {
        List<Boolean> plain = losses("seed=5,loss=0.2", 1);
        assertEquals(plain, losses("seed=5,loss=0.2,delay=300ms,jitter=50ms,dup=0.3,reorder=0.2,corrupt=0.1", 7 * MS));
        assertNotEquals(plain, losses("seed=6,loss=0.2", 1));
    }

    @Test
    void theDirectionsHaveChancesOfTheirOwn() {
        PathModel model = PathModel.parse("seed=5,loss=0.5");
        assertNotEquals(losses(model.open(Direction.A_TO_B, 0), 1), losses(model.open(Direction.B_TO_A, 0), 1));
    }

    @Test
    void aFrameArrivesAfterTheDelayAndNotBefore() {
        ImpairedPath path = open("delay=300ms");
        path.offer(frame(1), 5 * MS);
        assertEquals(305 * MS, path.nextDueNs());
        assertNull(path.poll(305 * MS - 1));
        assertEquals(frame(1), path.poll(305 * MS));
        assertEquals(Long.MAX_VALUE, path.nextDueNs());
    }

    @Test
    void jitterStaysWithinItsBoundsAndKeepsTheOrder() {
        ImpairedPath path = open("delay=100ms,jitter=20ms");
        int previous = -1;
        for (int i = 0; i < 1000; i++) {
            long nowNs = 50 * MS * i;
            path.offer(frame(i), nowNs);
            long tookNs = path.nextDueNs() - nowNs;
            assertTrue(tookNs >= 80 * MS && tookNs <= 120 * MS, () -> "took " + tookNs);
            int number = path.poll(path.nextDueNs()).getInt();
            assertTrue(number > previous);
            previous = number;
        }
    }

    @Test
    void theRateIsKept() {
        ImpairedPath path = open("rate=1200,queue=1M");
        for (int i = 0; i < 100; i++) {
            path.offer(frame(i, 240), 0);
        }
        List<Long> due = new ArrayList<>();
        while (path.nextDueNs() != Long.MAX_VALUE) {
            due.add(path.nextDueNs());
            path.poll(path.nextDueNs());
        }
        assertEquals(S / 5, due.get(0), "240 bytes take 200 ms at 1200 bytes a second");
        assertEquals(20 * S, due.get(99));
    }

    @Test
    void whatDoesNotFitTheQueueIsDroppedAndWhatIsSentMakesRoom() {
        ImpairedPath path = open("rate=1000,queue=1000");
        assertEquals(Verdict.ACCEPTED, path.offer(frame(1, 500), 0));
        assertEquals(Verdict.ACCEPTED, path.offer(frame(2, 500), 0));
        assertEquals(Verdict.QUEUE_FULL, path.offer(frame(3, 500), 0));
        assertEquals(Verdict.ACCEPTED, path.offer(frame(4, 500), S / 2));
        assertEquals(1, count(path, Count.QUEUE_FULL));
    }

    @Test
    void aFrameLongerThanTheQueuePassesWhenNothingWaits() {
        ImpairedPath path = open("rate=1000,queue=100");
        assertEquals(Verdict.ACCEPTED, path.offer(frame(1, 500), 0));
        assertEquals(Verdict.QUEUE_FULL, path.offer(frame(2, 500), 1));
    }

    @Test
    void aDuplicateIsTheSameFrameAgain() {
        ImpairedPath path = open("dup=1");
        path.offer(frame(7), 0);
        assertEquals(frame(7), path.poll(0));
        assertEquals(frame(7), path.poll(0));
        assertNull(path.poll(0));
    }

    @Test
    void aHeldFrameIsOvertaken() {
        ImpairedPath path = open("seed=2,reorder=0.1/20ms,delay=1ms");
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            path.offer(frame(i), MS * i);
        }
        while (path.nextDueNs() != Long.MAX_VALUE) {
            order.add(path.poll(path.nextDueNs()).getInt());
        }
        assertEquals(1000, order.stream().distinct().count());
        long overtaken = 0;
        for (int i = 1; i < order.size(); i++) {
            overtaken += order.get(i) < order.get(i - 1) ? 1 : 0;
        }
        assertTrue(overtaken > 30 && overtaken <= count(path, Count.REORDERED), "overtaken " + overtaken);
    }

    @Test
    void corruptionTurnsExactlyOneBit() {
        ImpairedPath path = open("corrupt=1");
        for (int i = 0; i < 100; i++) {
            path.offer(frame(i), 0);
            int turned = path.poll(0).getInt() ^ i;
            assertEquals(1, Integer.bitCount(turned));
        }
        assertEquals(100, count(path, Count.CORRUPTED));
    }

    @Test
    void theOfferedBufferIsNotTouched() {
        ByteBuffer frame = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}).position(1).limit(3);
        ImpairedPath path = open("corrupt=1");
        path.offer(frame, 0);
        assertEquals(ByteBuffer.wrap(new byte[] {1, 2}), frame);
        assertEquals(2, path.poll(0).remaining());
    }

    @Test
    void aCutIsOneWayAndCountsFromTheStartOfThePath() {
        PathModel model = PathModel.parse("ab.cut=1s..2s+3s..4s");
        ImpairedPath ab = model.open(Direction.A_TO_B, 10 * S);
        assertEquals(Verdict.ACCEPTED, ab.offer(frame(1), 11 * S - 1));
        assertEquals(Verdict.CUT, ab.offer(frame(2), 11 * S));
        assertEquals(Verdict.ACCEPTED, ab.offer(frame(3), 12 * S));
        assertEquals(Verdict.CUT, ab.offer(frame(4), 13 * S));
        assertEquals(Verdict.ACCEPTED, model.open(Direction.B_TO_A, 10 * S).offer(frame(2), 11 * S));
    }

    @Test
    void withoutContactNothingIsSentAndTheContactsRateHolds() {
        ContactPlan plan = ContactPlan.parse("link,start,end,rate\nspace,+10,+20,1000\n", Instant.EPOCH, 0);
        ImpairedPath path = PathModel.parse("rate=50").contacts("space", plan).open(Direction.A_TO_B, 0);
        assertEquals(Verdict.NO_CONTACT, path.offer(frame(1, 500), 9 * S));
        assertEquals(Verdict.ACCEPTED, path.offer(frame(2, 500), 10 * S));
        assertEquals(10 * S + S / 2, path.nextDueNs());
        assertEquals(Verdict.NO_CONTACT, path.offer(frame(3, 500), 20 * S));
    }

    @Test
    void whatWouldBeSentAfterTheContactIsLost() {
        ContactPlan plan = ContactPlan.parse("link,start,end,rate\n*,+0,+1,1000\n", Instant.EPOCH, 0);
        ImpairedPath path =
                PathModel.of(Impairment.NONE).contacts("space", plan).open(Direction.A_TO_B, 0);
        assertEquals(Verdict.ACCEPTED, path.offer(frame(1, 600), 0));
        assertEquals(Verdict.NO_CONTACT, path.offer(frame(2, 600), 0));
    }

    @Test
    void aChangeHoldsForTheFramesAfterIt() {
        ImpairedPath path = open("loss=1");
        assertEquals(Verdict.LOST, path.offer(frame(1), 0));
        path.change(Impairment.NONE);
        assertEquals(Verdict.ACCEPTED, path.offer(frame(2), 0));
        assertEquals(frame(2), path.poll(0));
    }

    @Test
    void everyFrameIsAccountedFor() {
        ImpairedPath path = open("seed=9,loss=0.1,rate=100k,queue=5k,dup=0.1,cut=100ms..200ms");
        for (int i = 0; i < 10_000; i++) {
            path.offer(frame(i, 100), MS / 2 * i);
        }
        while (path.poll(Long.MAX_VALUE - 1) != null) {
            assertTrue(path.inFlight() >= 0);
        }
        long gone = count(path, Count.LOST) + count(path, Count.QUEUE_FULL) + count(path, Count.CUT);
        assertTrue(count(path, Count.QUEUE_FULL) > 0 && count(path, Count.CUT) > 0);
        assertEquals(count(path, Count.OFFERED) + count(path, Count.DUPLICATED), count(path, Count.DELIVERED) + gone);
        assertEquals(count(path, Count.DELIVERED) * 100, count(path, Count.DELIVERED_BYTES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"delay=24h", "delay=24h,dup=1", "rate=1,queue=1G"})
    void whatIsOnItsWayHasALimitWhateverDelayDuplicatesAndQueue(String path) {
        int bytes = 60_000;
        ImpairedPath far = open(path);
        int offered = (int) (ImpairedPath.MAX_FLYING_BYTES / bytes) + 10;
        for (int i = 0; i < offered; i++) {
            far.offer(frame(i, bytes), 0);
        }
        long most = ImpairedPath.MAX_FLYING_BYTES / (bytes + ImpairedPath.FRAME_BYTES);
        assertEquals(path.contains("dup") ? (most + 1) / 2 * 2 : most, far.inFlight());
        assertTrue(count(far, Count.QUEUE_FULL) > 0);
        assertEquals(bytes, far.poll(Long.MAX_VALUE - 1).remaining());
        far.poll(Long.MAX_VALUE - 1);
        assertEquals(Verdict.ACCEPTED, far.offer(frame(0, bytes), 0));
    }

    private static ImpairedPath open(String text) {
        return PathModel.parse(text).open(Direction.A_TO_B, 0);
    }

    private static List<Boolean> losses(String text, long everyNs) {
        return losses(open(text), everyNs);
    }

    private static List<Boolean> losses(ImpairedPath path, long everyNs) {
        List<Boolean> lost = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            lost.add(path.offer(frame(i), i * everyNs) == Verdict.LOST);
        }
        return lost;
    }

    private static long count(ImpairedPath path, Count what) {
        return path.counters().get(what);
    }

    private static ByteBuffer frame(int number) {
        return frame(number, 4);
    }

    private static ByteBuffer frame(int number, int bytes) {
        return ByteBuffer.allocate(bytes).putInt(0, number);
    }
}
