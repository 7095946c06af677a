package dtp.csp.component;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.csp.session.EngineSettings;
import dtp.tck.doubles.Remotes;
import dtp.tck.doubles.ScriptedTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Measures what a session of 4 KiB costs in real time, not a test: {@code SmallGetsBench FOLDER [FILES]}. */
public final class SmallGetsBench {
    private static final int BYTES = 4096;
    private static final int ROUNDS = 5;

    private SmallGetsBench() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int files = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
        Remotes remotes = new Remotes();
        byte[] content = new byte[BYTES];
        new Random(1).nextBytes(content);
        remotes.host("sat").holds("image", content);
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        for (int round = 0; round < ROUNDS; round++) {
            Path out = Files.createTempDirectory(folder, "small-gets-");
            try (RealEngine real = new RealEngine(out.resolve("home"), EngineSettings.defaults())) {
                real.engine.transports().add(ScriptedTransport.loop(remotes, executor), Set.of("loop"), 0);
                long began = System.nanoTime();
                get(real, out, files);
                double seconds = (System.nanoTime() - began) / 1e9;
                System.out.println(String.format(
                        Locale.ROOT,
                        "%d files of %d B: %.2f s, %.0f us each",
                        files,
                        BYTES,
                        seconds,
                        seconds / files * 1e6));
            }
        }
        executor.shutdown();
    }

    private static void get(RealEngine real, Path out, int files) throws Exception {
        List<Session> sessions = new ArrayList<>();
        TransferOptions options = TransferOptions.builder()
                .durability(TransferOptions.Durability.PROCESS)
                .build();
        for (int i = 0; i < files; i++) {
            sessions.add(real.engine.get(GetRequest.to(out.resolve("f" + i), Endpoint.parse("loop://sat/image"))
                    .options(options)
                    .build()));
        }
        for (Session session : sessions) {
            if (session.settled().toCompletableFuture().get().state() != SessionState.COMPLETED) {
                throw new IllegalStateException("not complete: " + session.status());
            }
        }
    }
}
