package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.api.interval.Interval;
import dtp.csp.store.OpenedSession.Outcome;
import dtp.csp.store.SessionFileException.Refusal;
import dtp.tck.sim.ReplayHint;
import dtp.tck.sim.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** durability.md §7: {@link KilledLife}, killed 200 times at chosen system calls on its own files, by strace. */
@Tag("slow")
class KillTest {
    private static final int KILLS = 200;
    private static final int KILLS_A_SEED = 5;
    private static final String CALLS =
            "openat,pwrite64,fdatasync,fsync,link,linkat,unlink,rename,utimensat,fcntl,ftruncate";

    @TempDir
    Path folder;

    private final AtomicInteger kills = new AtomicInteger();

    @BeforeAll
    static void needsStrace() throws InterruptedException {
        boolean works;
        try {
            Process probe = new ProcessBuilder("strace", "-qq", "-f", "-o", "/dev/null", "-e", "trace=openat", "true")
                    .redirectErrorStream(true)
                    .start();
            probe.getInputStream().readAllBytes();
            works = probe.waitFor() == 0;
        } catch (IOException e) {
            works = false;
        }
        assumeTrue(works, "strace cannot run here (not installed, or ptrace is not allowed): no real kills");
    }

    @Test
    void whatWasPromisedOutlivesKillsAtAnySystemCall() {
        long[] seeds = Seeds.of(1, KILLS / KILLS_A_SEED);
        LongStream.of(seeds).parallel().forEach(seed -> {
            try {
                lives(seed);
            } catch (Throwable failed) {
                System.err.println(ReplayHint.command("KillTest", String.valueOf(seed)));
                throw new AssertionError("seed " + seed, failed);
            }
        });
        assertEquals(seeds.length * KILLS_A_SEED, kills.get());
    }

    /** Runs lives until as many were killed as a seed has to; a file that got published makes room for a new one. */
    private void lives(long seed) throws IOException, InterruptedException {
        Random random = new Random(seed);
        Path own = Files.createDirectory(folder.resolve("s" + seed));
        IntervalAccumulator promised = new IntervalAccumulator();
        int file = 0;
        int runs = 0;
        for (int killed = 0; killed < KILLS_A_SEED; ) {
            assertTrue(++runs <= 10 * KILLS_A_SEED, "strace does not kill");
            Path target = own.resolve("f" + file);
            List<String> said = run(target, random);
            boolean published = said.contains("published");
            said.stream().filter(line -> line.startsWith("held ")).forEach(line -> promise(line, promised));
            if (said.contains("killed")) {
                killed++;
                kills.incrementAndGet();
            }
            if (verify(target, promised, said.contains("open") || !promised.isEmpty(), published)) {
                file++;
                promised.clear();
            }
        }
    }

    private static void promise(String line, IntervalAccumulator promised) {
        String[] words = line.split(" ");
        promised.add(Long.parseLong(words[1]), Long.parseLong(words[2]));
    }

    /** What the program said; "killed" at the end when it was. */
    private static List<String> run(Path target, Random random) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
        for (String path : List.of(
                target.toString(),
                target + ".part",
                target + ".dtp",
                target.getParent().toString())) {
            command.addAll(List.of("-P", path));
        }
        command.addAll(List.of("-e", "trace=" + CALLS, "-e", "inject=" + somewhere(random)));
        command.addAll(List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx64m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), KilledLife.class.getName()));
        command.addAll(List.of(target.toString(), Integer.toString(random.nextInt(1_000))));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = new ArrayList<>(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "does not end");
        if (process.exitValue() == 0) {
            assertTrue(said.contains("published"), () -> "neither killed nor done: " + said);
        } else {
            assertEquals(128 + 9, process.exitValue(), () -> "failed: " + said);
            said.add("killed");
        }
        return said;
    }

    private static String somewhere(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> "openat:signal=KILL:when=" + (1 + random.nextInt(6));
            case 1, 2 -> "fsync:signal=KILL:when=" + (1 + random.nextInt(5));
            case 3, 4, 5 -> "fdatasync:signal=KILL:when=" + (1 + random.nextInt(25));
            case 6, 7 -> "pwrite64:signal=KILL:when=" + (1 + random.nextInt(30));
            case 8 -> "link,linkat,utimensat,rename:signal=KILL:when=" + (1 + random.nextInt(2));
            default -> "unlink:signal=KILL:when=" + (1 + random.nextInt(2));
        };
    }

    /** @return true when the file is published and nothing else is left */
    private static boolean verify(Path target, IntervalAccumulator promised, boolean opened, boolean published)
            throws IOException {
        SessionPaths paths = SessionPaths.beside(target);
        SessionFileStore store = new SessionFileStore(new RealDisk(), new LocalProcesses());
        boolean there = Files.exists(target);
        assertTrue(there || !published, "published and gone");
        if (there) {
            assertEquals(KilledLife.bytes(0, KilledLife.SIZE), ByteBuffer.wrap(Files.readAllBytes(target)));
        }
        if (there && !store.exists(paths)) {
            assertTrue(Files.notExists(paths.part()), "a .part is left");
            return true;
        }
        OpenedSession found;
        try {
            found = store.open(paths);
        } catch (SessionFileException e) {
            boolean beginning = e.refusal() == Refusal.MISSING || e.refusal() == Refusal.NEVER_STARTED;
            assertTrue(beginning && !opened, e::getMessage);
            Files.deleteIfExists(paths.state()); // the program starts anew
            return false;
        }
        if (found.outcome() == Outcome.COMPLETED) {
            assertTrue(there, "completed without a file");
            return true;
        }
        assertEquals(Outcome.RESUMABLE, found.outcome());
        try (SessionFiles files = found.files().orElseThrow()) {
            assertTrue(promised.snapshot().minus(found.content().held()).isEmpty(), "promised, but lost");
            for (Interval held : found.content().held()) {
                ByteBuffer read = ByteBuffer.allocate((int) held.length());
                files.read(held.start(), read);
                assertEquals(KilledLife.bytes(held.start(), held.end()), read.flip());
            }
        }
        return false;
    }
}
