package dtp.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.contact.ContactPlan;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a path does to streams of bytes, in time that is an argument. */
class StreamPathTest {
    private static final long MS = 1_000_000;
    private static final long S = 1_000_000_000;

    private static StreamPath open(String text) {
        return PathModel.parse(text).openStream(Direction.A_TO_B, 0);
    }

    /** Offers as much as there is room for whenever something happens. @return when the last byte arrived */
    private static long passed(StreamPath path, long bytes) {
        long nowNs = 0;
        long offered = 0;
        long arrived = 0;
        while (arrived < bytes) {
            while (offered < bytes && path.room(nowNs) > 0) {
                int n = (int) Math.min(Math.min(path.room(nowNs), path.chunkBytes(nowNs)), bytes - offered);
                path.offer(ByteBuffer.allocate(n), "x", nowNs);
                offered += n;
            }
            for (StreamPath.Arrival a = path.poll(nowNs); a != null; a = path.poll(nowNs)) {
                arrived += a.bytes().remaining();
            }
            if (arrived < bytes) {
                nowNs = Math.max(nowNs + 1, path.nextDueNs());
            }
        }
        return nowNs;
    }

    @Test
    void theRateIsKeptWithinTwoPercentFromSlowToFast() {
        assertEquals(10.0, passed(open("rate=9600bit"), 12_000) / 1e9, 0.2);
        assertEquals(10.0, passed(open("rate=10M,queue=1M"), 100_000_000) / 1e9, 0.2);
    }

    @Test
    void bytesArriveAfterTheDelayInOrderThoughItJitters() {
        StreamPath path = open("delay=300ms,jitter=100ms,seed=4");
        for (int i = 0; i < 100; i++) {
            path.offer(ByteBuffer.wrap(new byte[] {(byte) i}), "x", i * MS);
        }
        assertNull(path.poll(199 * MS));
        for (int i = 0; i < 100; i++) {
            assertEquals(i, path.poll(S).bytes().get());
        }
    }

    @Test
    void aCutHoldsBytesUpAndLosesNone() {
        assertEquals(15.0, passed(open("rate=1000,cut=2s..7s"), 10_000) / 1e9, 0.2);
    }

    @Test
    void outOfContactBytesWaitAndAContactHasItsOwnRate() {
        ContactPlan plan =
                ContactPlan.parse("link,start,end,rate\nspace,+0,+10,1000\nspace,+20,+100,500\n", Instant.EPOCH, 0);
        StreamPath path = PathModel.parse("").contacts("space", plan).openStream(Direction.A_TO_B, 0);
        // 10 s at 1000, 10 s of nothing, 10 s at 500
        assertEquals(30.0, passed(path, 15_000) / 1e9, 0.3);
        assertFalse(path.isUp(15 * S));
        assertTrue(path.isUp(25 * S));
    }

    @Test
    void aPathThatDoesNothingLetsBytesPassAtOnceUntilItIsChanged() {
        StreamPath path = open("");
        assertTrue(path.passes(10, 0));
        path.change(PathModel.parse("delay=1ms"), Direction.A_TO_B);
        assertFalse(path.passes(10, 0));
    }

    @Test
    void theQueueHoldsUpWhoOffersAndNothingIsDropped() {
        StreamPath path = open("rate=1000,queue=100");
        path.offer(ByteBuffer.allocate(100), "x", 0);
        assertEquals(0, path.room(0));
        assertEquals(100, path.room(100 * MS));
    }
}
