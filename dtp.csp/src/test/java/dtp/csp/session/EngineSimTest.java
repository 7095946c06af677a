package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.tck.doubles.ScriptedTransport;
import dtp.tck.sim.SeededTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole transfers with faults drawn from a seed: loss, breaks, silence, pauses, transports that go, several sources, and a
 * program that is killed and started again. Once the faults stop every one ends complete and equal within a bounded time, and
 * what was durable at a kill is there afterwards.
 */
class EngineSimTest {
    private static final int MOST_FAULTS = 8;
    private static final long BOUND_NS = Duration.ofHours(1).toNanos();

    @TempDir
    Path folder;

    /** One run of one seed. */
    private final class Run {
        private final Random random;
        private final Station station;
        private final byte[] content;
        private final List<String> sources = new ArrayList<>();
        private TransferOptions.Durability level;
        private Session session;

        Run(long seed) throws IOException {
            random = new Random(seed);
            station = new Station(folder, seed, random.nextInt(3) * 0.05);
            content = Station.bytes(random.nextInt(10) == 0 ? random.nextInt(3) : 1 + random.nextInt(400_000), seed);
            List<String> schemes = List.of("loop", "dtp8", "pushy", "stream");
            int many = random.nextInt(3) == 0 ? 2 : 1;
            for (int i = 0; i < many; i++) {
                String host = "host" + i;
                station.remotes
                        .host(host)
                        .holds("p", content)
                        .rateBytesPerSecond(20_000 + random.nextInt(200_000))
                        .latency(Duration.ofMillis(random.nextInt(500)));
                sources.add(schemes.get(random.nextInt(schemes.size())) + "://" + host + "/p");
            }
        }

        private void get() throws IOException {
            level = random.nextBoolean() ? TransferOptions.Durability.POWER_CUT : TransferOptions.Durability.PROCESS;
            GetRequest.Builder request = GetRequest.to(station.out());
            sources.forEach(s -> request.source(Endpoint.parse(s)));
            session = station.engine.get(request.options(TransferOptions.builder()
                            .idleTimeout(Duration.ofSeconds(1))
                            .durability(level)
                            .waitForContact(random.nextBoolean())
                            .build())
                    .build());
        }

        private boolean isDone() {
            return session.status().state() == SessionState.COMPLETED;
        }

        private void fault() throws IOException {
            int host = random.nextInt(sources.size());
            switch (random.nextInt(7)) {
                case 0 -> station.remotes.host("host" + host).breakAfter(random.nextInt(50_000));
                case 1 -> station.remotes.host("host" + host).fallSilentAfter(random.nextInt(50_000));
                case 2 -> away(host);
                case 3 -> {
                    session.pause();
                    station.run(random.nextInt(3_000));
                    session.resume();
                }
                case 4 -> transportGone(host);
                case 5 -> kill();
                default -> {
                    station.stop();
                    restart(false, IntervalSet.empty());
                }
            }
        }

        private void away(int host) {
            station.remotes.host("host" + host).goAway();
            station.run(random.nextInt(20_000));
            station.remotes.host("host" + host).comeBack();
        }

        private void transportGone(int host) {
            String scheme = Endpoint.parse(sources.get(host)).scheme();
            ScriptedTransport transport = List.of(station.loop, station.dtp8, station.pushy, station.stream).stream()
                    .filter(t -> t.scheme().equals(scheme))
                    .findFirst()
                    .orElseThrow();
            station.engine.transports().remove(transport);
            station.run(random.nextInt(5_000));
            station.engine.transports().add(transport, Set.of(scheme), 0);
        }

        private void kill() throws IOException {
            IntervalSet durable = session.durable();
            station.kill();
            restart(true, durable);
        }

        private void restart(boolean killed, IntervalSet durable) throws IOException {
            if (isDone()) {
                return;
            }
            station.start(EngineSettings.defaults());
            var found = station.engine.find(session.id());
            if (found.isEmpty()) {
                boolean brief = killed && level == TransferOptions.Durability.PROCESS && durable.isEmpty();
                assertTrue(brief || Files.exists(station.out()), "the session is gone, and there is no file");
                if (!Files.exists(station.out())) {
                    get(); // killed before it had files of its own: it is got again (ADR 8)
                }
                return;
            }
            session = found.get();
            assertEquals(IntervalSet.empty(), durable.minus(session.received()), "durable, but lost");
        }

        void play() throws IOException {
            get();
            int faults = random.nextInt(MOST_FAULTS);
            for (int i = 0; i < faults && !isDone() && !Files.exists(station.out()); i++) {
                station.run(random.nextInt(3_000));
                if (!isDone() && !Files.exists(station.out())) {
                    fault();
                }
            }
            for (int again = 0; again < 20 && !Files.exists(station.out()); again++) {
                session.resume();
                station.settle(session);
            }
            station.time.runUntil(() -> isDone() || Files.exists(station.out()), BOUND_NS);
            assertArrayEquals(content, Files.readAllBytes(station.out()), () -> sources + " " + session.status());
        }
    }

    @SeededTest(150)
    void endsCompleteAndEqualOnceTheFaultsStop(long seed) throws IOException {
        new Run(seed).play();
    }
}
