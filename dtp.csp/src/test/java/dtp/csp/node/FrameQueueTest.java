package dtp.csp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class FrameQueueTest {
    private static ByteBuffer frame(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void framesComeOutAsTheyWentInWhateverTheirLength() {
        FrameQueue queue = new FrameQueue(4_096);
        Deque<Integer> model = new ArrayDeque<>();
        Random random = new Random(7);
        int[] length = new int[100_001];
        int next = 0;
        while (next < 100_000) {
            if (random.nextInt(3) > 0) {
                length[next] = random.nextInt(300);
                if (queue.offer(next, frame(next, length[next]))) {
                    model.add(next);
                    next++;
                }
            } else {
                queue.drain(
                        (tag, bytes) -> {
                            assertEquals(model.poll(), tag);
                            assertEquals(frame(tag, length[tag]), bytes);
                        },
                        1 + random.nextInt(4));
            }
        }
        queue.drain((tag, bytes) -> assertEquals(model.poll(), tag), Integer.MAX_VALUE);
        assertTrue(model.isEmpty() && queue.isEmpty());
    }

    @Test
    void aFullQueueTakesNoMoreUntilItIsDrained() {
        FrameQueue queue = new FrameQueue(1_024);
        int taken = 0;
        while (queue.offer(0, frame(1, 100))) {
            taken++;
        }
        assertEquals(1_024 / 112, taken);
        queue.drain((tag, bytes) -> {}, 1);
        assertTrue(queue.offer(0, frame(1, 100)));
        assertFalse(queue.offer(0, frame(1, 100)));
    }

    @Test
    void aFrameLargerThanTheQueueIsNotTaken() {
        assertFalse(new FrameQueue(1_024).offer(0, frame(1, 2_000)));
    }

    @Test
    void aConsumerThatThrowsHasHadItsFrame() {
        FrameQueue queue = new FrameQueue(1_024);
        queue.offer(1, frame(1, 10));
        try {
            queue.drain(
                    (tag, bytes) -> {
                        throw new IllegalStateException("a faulty handler");
                    },
                    1);
        } catch (IllegalStateException e) {
            assertTrue(queue.isEmpty());
        }
        assertTrue(queue.isEmpty());
    }

    @Test
    void severalThreadsMayOffer() throws InterruptedException {
        FrameQueue queue = new FrameQueue(8_192);
        int each = 20_000;
        Thread[] threads = new Thread[3];
        for (int t = 0; t < threads.length; t++) {
            int tag = t;
            threads[t] = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    ByteBuffer bytes =
                            ByteBuffer.allocate(8).putInt(tag).putInt(i).flip();
                    while (!queue.offer(tag, bytes)) {
                        Thread.onSpinWait();
                    }
                }
            });
            threads[t].start();
        }
        AtomicIntegerArray next = new AtomicIntegerArray(threads.length);
        int count = 0;
        while (count < each * threads.length) {
            count += queue.drain(
                    (tag, bytes) -> {
                        assertEquals(tag, bytes.getInt());
                        assertEquals(next.getAndIncrement(tag), bytes.getInt());
                    },
                    16);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(queue.isEmpty());
    }
}
