package dtp.csp.store;

import dtp.api.SessionState;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * The program that {@link KillTest} kills: opens or makes a session, fetches what is missing in a random order with a checkpoint
 * after each piece, and publishes. It tells what is promised, a line each, before it goes on. Arguments: final file, seed.
 */
final class KilledLife {
    static final int SIZE = 100_000;
    private static final int PIECE = 30_000;

    private KilledLife() {}

    public static void main(String[] args) throws IOException {
        PrintStream out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        SessionPaths paths = SessionPaths.beside(Path.of(args[0]));
        Random random = new Random(Long.parseLong(args[1]));
        SessionFileStore store = new SessionFileStore(new RealDisk(), new LocalProcesses());
        SessionFiles files = store.exists(paths) ? store.open(paths).files().orElseThrow() : create(store, paths);
        out.println("open");
        IntervalAccumulator held = new IntervalAccumulator(files.content().held());
        while (held.bytes() < SIZE) {
            IntervalSet gaps = held.complement(SIZE);
            var within = gaps.get(random.nextInt(gaps.count()));
            long start = within.start() + random.nextLong(within.length());
            IntervalSet missing = IntervalSet.of(start, Math.min(within.end(), start + 1 + random.nextInt(PIECE)));
            if (random.nextBoolean()) {
                missing = within.length() > PIECE ? missing : gaps.firstIntervals(1);
            }
            for (var gap : missing) {
                files.write(gap.start(), bytes(gap.start(), gap.end()));
            }
            files.checkpoint(missing);
            held.addAll(missing);
            missing.forEach(gap -> out.println("held " + gap.start() + " " + gap.end()));
            if (random.nextInt(3) == 0) {
                files.recordSources(new SourcesRecord(java.util.List.of("x".repeat(300_000)), java.util.Map.of()));
                files.recordSources(SourcesRecord.NONE);
            }
        }
        files.seal(SIZE, Optional.of(Instant.EPOCH));
        files.publish(new PublishRecord(
                paths.target().orElseThrow().getFileName().toString(), SIZE, Optional.empty(), false));
        out.println("published");
    }

    private static SessionFiles create(SessionFileStore store, SessionPaths paths) throws IOException {
        return store.create(
                paths,
                new NewSession(
                        new UUID(1, 2),
                        Optional.of(PayloadInfo.named("x").size(SIZE)),
                        new StateRecord(SessionState.RUNNING, Optional.empty(), Instant.EPOCH),
                        SourcesRecord.NONE,
                        false));
    }

    static ByteBuffer bytes(long start, long end) {
        ByteBuffer made = ByteBuffer.allocate((int) (end - start));
        for (long at = start; at < end; at++) {
            made.put((byte) (at * 31 + at / 251 + 1));
        }
        return made.flip();
    }
}
