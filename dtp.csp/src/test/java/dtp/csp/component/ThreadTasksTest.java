package dtp.csp.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.csp.session.Tasks;
import dtp.tck.doubles.Remotes;
import dtp.tck.doubles.ScriptedTransport;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lanes in real time. */
@Timeout(60)
class ThreadTasksTest {
    @TempDir
    Path folder;

    @Test
    void tasksOfALaneRunInOrderEvenWhenOneFails() throws Exception {
        try (ThreadTasks tasks = new ThreadTasks()) {
            List<Integer> ran = new CopyOnWriteArrayList<>();
            CountDownLatch last = new CountDownLatch(1);
            for (int i = 0; i < 100; i++) {
                int number = i;
                tasks.execute(Tasks.Lane.WRITER, () -> {
                    ran.add(number);
                    if (number == 50) {
                        throw new IllegalStateException("thrown by a test");
                    }
                });
            }
            tasks.execute(Tasks.Lane.WRITER, last::countDown);
            assertTrue(last.await(30, TimeUnit.SECONDS));
            assertEquals(java.util.stream.IntStream.range(0, 100).boxed().toList(), ran);
        }
    }

    @Test
    void aListenerThatNeverReturnsHoldsUpNobody() throws Exception {
        ScheduledExecutorService line = Executors.newSingleThreadScheduledExecutor();
        CountDownLatch never = new CountDownLatch(1);
        try (RealEngine real = new RealEngine(folder.resolve("home"))) {
            Remotes remotes = new Remotes();
            remotes.host("sat").holds("image", new byte[100_000]);
            real.engine.transports().add(ScriptedTransport.loop(remotes, line), Set.of("loop"), 0);
            real.engine.listeners().add((session, before, now) -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            List<SessionState> told = new CopyOnWriteArrayList<>();
            real.engine.listeners().add((session, before, now) -> told.add(now.state()));
            Session session = real.engine.get(GetRequest.to(folder.resolve("out"), Endpoint.parse("loop://sat/image"))
                    .build());
            assertEquals(
                    SessionState.COMPLETED,
                    session.settled()
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS)
                            .state());
            assertEquals(List.of(SessionState.RUNNING, SessionState.VERIFYING, SessionState.COMPLETED), told);
        } finally {
            never.countDown();
            line.shutdownNow();
        }
    }
}
