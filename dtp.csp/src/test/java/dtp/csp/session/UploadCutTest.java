package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.csp.store.SimDisk;
import dtp.tck.sim.SimulatedDisk;
import dtp.tck.sim.VirtualTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Power cuts at every call to the disk while an upload comes, is handed over, or is thrown away: it can always be offered again. */
class UploadCutTest {
    private static final Peer PEER = Peer.of("csp", "10");
    private static final Path ROOT = Path.of("/no such folder/root");
    private static final int SEEDS_A_CUT = 8;

    @TempDir
    Path home;

    private final byte[] content = Station.bytes(3_000, 5);
    private int lives;

    /** One life of a container on what the last one has left. */
    private final class Life {
        private final VirtualTime time;
        private final Engine engine;
        private final ServingForBundle serving;

        Life(SimulatedDisk disk, Random random, Duration retention) throws IOException {
            time = new VirtualTime(random.nextLong());
            EngineSettings defaults = EngineSettings.defaults();
            engine = new Engine(
                    new Engine.Place(new VirtualTasks(time), random, new SimDisk(disk), home.resolve("home" + lives++)),
                    new EngineSettings(
                            defaults.slabBudgetBytes(),
                            true,
                            defaults.uploadDurability(),
                            retention,
                            defaults.mostStoredUploads(),
                            defaults.mostRunning()));
            engine.stores()
                    .add(new PayloadFolder(engine.disk(), engine.digests(), Optional.of(ROOT), Map.of(), true), 0, 0);
            serving = engine.servingForBundle();
        }

        private <T> T result(CompletionStage<T> stage) {
            CompletableFuture<T> future = stage.toCompletableFuture();
            assertTrue(time.runUntil(future::isDone, Station.MINUTE_NS), "no answer in a minute");
            return future.join();
        }

        Reception offer() throws IOException {
            PayloadInfo info = PayloadInfo.named("new.bin").size(content.length);
            return result(serving.receive(new Offer(info.digest(Station.digest(content)), true), PEER));
        }

        void publish() throws IOException {
            Reception reception = offer();
            for (var gap : reception.missing()) {
                reception.sink().write(gap.start(), ByteBuffer.wrap(content, (int) gap.start(), (int) gap.length()));
            }
            result(reception.commit(content.length));
        }

        void keepHalf() throws IOException {
            Reception reception = offer();
            reception.sink().write(0, ByteBuffer.wrap(content, 0, 1_500));
            reception.suspend("gone");
            time.runFor(Duration.ofSeconds(1).toNanos());
        }

        void waitForRetention() {
            time.runFor(Duration.ofHours(3).toNanos());
        }
    }

    private interface Doing {
        void of(Life life) throws IOException;
    }

    /** Cuts {@code doing} off at each of its calls to the disk. @return the number of calls */
    private int cutEverywhere(Doing before, Duration retention, Doing doing) throws IOException {
        for (int call = 1; ; call++) {
            boolean cut = false;
            for (int seed = 0; seed < SEEDS_A_CUT; seed++) {
                Random random = new Random(1_000L * call + seed);
                SimulatedDisk disk = new SimulatedDisk(random);
                before.of(new Life(disk, random, Duration.ofDays(7)));
                disk.killed();
                long last = disk.calls() + call;
                disk.cutAt(last);
                try {
                    doing.of(new Life(disk, random, retention));
                } catch (RuntimeException | AssertionError e) {
                    assertTrue(
                            disk.calls() >= last, () -> "without a cut: " + e); // whatever the cut became on its way up
                }
                cut |= disk.calls() >= last;
                new Life(disk.afterPowerCut(), random, Duration.ofDays(7)).offer();
            }
            if (!cut) {
                return call;
            }
        }
    }

    @Test
    void anUploadThatAPowerCutHitWhileItWasHandedOverCanBeOfferedAgain() throws IOException {
        int calls = cutEverywhere(nothing -> {}, Duration.ofDays(7), Life::publish);
        assertTrue(calls > 20, "the life was only " + calls + " calls long");
    }

    @Test
    void anUploadThatAPowerCutHitWhileItWasThrownAwayCanBeOfferedAgain() throws IOException {
        int calls = cutEverywhere(Life::keepHalf, Duration.ofHours(1), Life::waitForRetention);
        assertTrue(calls > 3, "the life was only " + calls + " calls long");
    }
}
