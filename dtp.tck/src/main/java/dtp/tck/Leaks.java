package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Finds threads and file descriptors that stay behind. What a whole transport shares may grow a little at its beginning, so
 * something counts as a leak when it grows with every turn. Called by the test's thread.
 */
final class Leaks {
    private static final int WARM_UP = 2;
    private static final int TURNS = 8;

    /** What is done again and again. */
    interface Turn {
        void run() throws Exception;
    }

    private Leaks() {}

    static void check(Turn turn) throws Exception {
        repeat(WARM_UP, turn);
        Set<Thread> before = threads();
        long filesBefore = openFiles();
        repeat(TURNS, turn);
        Set<Thread> left = await(before, filesBefore);
        assertTrue(
                left.size() < TURNS,
                () -> left.size() + " threads stay after " + TURNS + " sources were closed: "
                        + left.stream().map(Thread::getName).collect(Collectors.joining(", ")));
        long files = openFiles() - filesBefore;
        assertTrue(files < TURNS, () -> files + " files or sockets stay open after " + TURNS + " sources were closed");
    }

    private static void repeat(int times, Turn turn) throws Exception {
        for (int i = 0; i < times; i++) {
            turn.run();
        }
    }

    /** A transport may close what it has beside; a leak does not go by waiting. */
    private static Set<Thread> await(Set<Thread> before, long filesBefore) throws InterruptedException {
        Set<Thread> left = newThreads(before);
        CountDownLatch never = new CountDownLatch(1);
        for (long waited = 0;
                waited < Patience.ONE_SECOND_MS && (left.size() >= TURNS || openFiles() - filesBefore >= TURNS);
                waited += 50) {
            never.await(50, TimeUnit.MILLISECONDS);
            left = newThreads(before);
        }
        return left;
    }

    private static Set<Thread> newThreads(Set<Thread> before) {
        Set<Thread> now = new HashSet<>(threads());
        now.removeAll(before);
        return now;
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    /** 0 where the system does not tell. */
    private static long openFiles() {
        try {
            Object count = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("java.lang:type=OperatingSystem"), "OpenFileDescriptorCount");
            return count instanceof Long n ? n : 0;
        } catch (JMException notTold) {
            return 0;
        }
    }
}
