package dtp.csp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.TransferOptions;
import dtp.api.payload.Digest;
import dtp.path.PathModel;
import dtp.tck.sim.SeededTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole transfers over a bad path, from a seed: loss, bursts, duplicates, reordering, delay, cuts both ways or one way, either side
 * killed and started again, the operator pausing. Whatever happens, no wrong file is ever complete; and once the faults stop, the
 * file is, within a bounded time.
 */
class WholeTransferSimTest {
    private static final Duration FAULTS = Duration.ofMinutes(2);
    private static final Duration BOUND = Duration.ofHours(6);

    @TempDir
    Path folder;

    @SeededTest(60)
    void onceTheFaultsStopTheFileIsCompleteAndEqual(long seed) throws Exception {
        run(seed);
    }

    @Tag("slow")
    @SeededTest(value = 2_000, first = 1_001)
    void onceTheFaultsStopTheFileIsCompleteAndEqualForManySeeds(long seed) throws Exception {
        run(seed);
    }

    private void run(long seed) throws Exception {
        Random random = new Random(seed);
        int mtu = 64 + random.nextInt(1_000);
        byte[] content = new byte[size(random, mtu - 8)];
        random.nextBytes(content);
        boolean corrupts = seed % 5 == 0;
        SimulatedPass pass = new SimulatedPass(
                Files.createDirectory(folder.resolve("s" + seed)), content, path(random, corrupts), seed);
        GetRequest request = request(pass, random, content, mtu, corrupts);
        disturb(pass, request, random);
        check(pass, content);
        pass.network.stopFaults();
        assertTrue(pass.insist(request, BOUND), () -> "not complete in time: " + describe(pass, request));
        check(pass, content);
        assertFalse(Files.exists(pass.output.resolveSibling("out.bin.part")), "the .part is left over");
    }

    private static int size(Random random, int chunk) {
        int chunks = random.nextInt(200);
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(3);
            case 1 -> chunks * chunk;
            case 2 -> chunks * chunk + 1;
            case 3 -> chunks * chunk + chunk - 1;
            default -> chunks * chunk + random.nextInt(chunk);
        };
    }

    private static PathModel path(Random random, boolean corrupts) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "loss=%.3f,delay=%dms", random.nextDouble() * 0.3, random.nextInt(600)));
        if (random.nextInt(3) == 0) {
            text.append(",burst=0.01/").append(2 + random.nextInt(20));
        }
        if (random.nextInt(3) == 0) {
            text.append(",dup=0.05,reorder=0.05/50ms,jitter=")
                    .append(random.nextInt(30))
                    .append("ms");
        }
        if (corrupts) {
            text.append(",corrupt=0.01");
        }
        if (random.nextInt(2) == 0) {
            int start = random.nextInt(60);
            String way = new String[] {"", "ab.", "ba."}[random.nextInt(3)];
            text.append(',')
                    .append(way)
                    .append("cut=")
                    .append(start)
                    .append("s..")
                    .append(start + 1 + random.nextInt(40))
                    .append('s');
        }
        return PathModel.parse(text.toString());
    }

    private static GetRequest request(SimulatedPass pass, Random random, byte[] content, int mtu, boolean corrupts) {
        TransferOptions.Builder options =
                TransferOptions.builder().mtu(mtu).idleTimeout(Duration.ofSeconds(2 + random.nextInt(9)));
        if (random.nextInt(4) > 0) {
            options.throughputBytesPerSecond(500 + random.nextInt(100_000));
        }
        options.waitForContact(random.nextBoolean());
        GetRequest.Builder request = pass.request().options(options.build());
        // a path that changes bytes unnoticed needs a digest: nothing else could tell
        return corrupts || random.nextBoolean()
                ? request.digest(sha256(content)).build()
                : request.build();
    }

    private static Digest sha256(byte[] content) {
        try {
            return new Digest(
                    Digest.SHA_256, MessageDigest.getInstance(Digest.SHA_256).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void disturb(SimulatedPass pass, GetRequest request, Random random) throws IOException {
        long endNs = pass.time.nowNs() + FAULTS.toNanos();
        while (pass.time.nowNs() < endNs) {
            Optional<Session> session = pass.session(request);
            pass.time.runFor((long) (random.nextDouble() * 30e9));
            switch (random.nextInt(5)) {
                case 0 -> pass.restartGround();
                case 1 -> pass.restartSpacecraft();
                case 2 -> session.ifPresent(Session::pause);
                default -> session.ifPresent(Session::resume);
            }
        }
    }

    /** A file that is there is right. */
    private static void check(SimulatedPass pass, byte[] content) throws IOException {
        if (Files.exists(pass.output)) {
            assertArrayEquals(content, Files.readAllBytes(pass.output));
        }
    }

    private static String describe(SimulatedPass pass, GetRequest request) {
        try {
            return pass.session(request).map(s -> s.status().toString()).orElse("no session");
        } catch (IOException e) {
            return e.toString();
        }
    }
}
