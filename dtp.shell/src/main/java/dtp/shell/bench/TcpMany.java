package dtp.shell.bench;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.TransferOptions;
import dtp.api.TransferOptions.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Many small files at level PROCESS from a container that serves over TCP. Used on the command's thread. */
final class TcpMany {
    static final int FILES = 10_000;
    private static final int BYTES = 4 << 10;
    private static final int AT_ONCE = 64;
    /** Rounds before the first that counts: the JIT is busy for about so long. */
    private static final int WARM_UPS = 6;

    private static final TransferOptions OPTIONS =
            TransferOptions.builder().durability(Durability.PROCESS).build();
    private static final Sample.Cost NOTHING = new Sample.Cost(0, 0);

    private final Workplace place;
    private final Path root;
    private final Child server;
    private final int port;
    private boolean warm;

    /** @param root what the server serves */
    TcpMany(Workplace place, Path root, Child server, int port) {
        this.place = place;
        this.root = root;
        this.server = server;
        this.port = port;
    }

    private interface Work {
        /** @return what it cost the client */
        Sample.Cost run() throws IOException, InterruptedException;
    }

    /** Seconds for all of them as sessions of this process, as an application makes them, when it has run for a while. */
    Sample warm(Downloads downloads) throws IOException, InterruptedException {
        for (int i = 0; i < WARM_UPS && !warm; i++) {
            sessions(downloads);
        }
        warm = true;
        return sessions(downloads);
    }

    private Sample sessions(Downloads downloads) throws IOException, InterruptedException {
        List<GetRequest> requests = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            requests.add(GetRequest.to(to().resolve("f" + i), Endpoint.parse(at(i)))
                    .options(OPTIONS)
                    .build());
        }
        return measured(() -> {
            Sample.Cost before = Costs.own();
            downloads.all(place.path("home-own"), requests, AT_ONCE);
            Sample.Cost after = Costs.own();
            return new Sample.Cost(after.cpuSeconds() - before.cpuSeconds(), after.peakBytes());
        });
    }

    /** Seconds for the first of them in a container that has just started, by one {@code get --batch}. */
    Sample cold() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            lines.add(at(i) + " " + to().resolve("f" + i));
        }
        Path list = Files.write(place.path("many-list"), lines);
        try (Warm fresh = Warm.start(place, "tcp-fresh", List.of(), List.of())) {
            return measured(() -> {
                Sample.Cost before = fresh.child().costSince(NOTHING);
                fresh.call(List.of("get", "--batch", list.toString(), "--durability", "process", "-q"));
                return fresh.child().costSince(before);
            });
        }
    }

    private Path to() throws IOException {
        return Files.createDirectories(place.path("many"));
    }

    private String at(int file) {
        return "tcp://127.0.0.1:" + port + "/many/f" + file + "?digest=no";
    }

    private Sample measured(Work work) throws IOException, InterruptedException {
        Path served = Files.createDirectories(root.resolve("many"));
        SplittableRandom random = new SplittableRandom(FILES);
        byte[] content = new byte[BYTES];
        for (int i = 0; i < FILES; i++) {
            random.nextBytes(content);
            if (!Files.exists(served.resolve("f" + i))) {
                Files.write(served.resolve("f" + i), content);
            }
        }
        try (Stream<Path> left = Files.list(to())) {
            for (Path file : left.toList()) {
                Files.delete(file); // of a run that failed
            }
        }
        Sample.Cost serverBefore = server.costSince(NOTHING);
        place.freeMemory();
        long beganNs = System.nanoTime();
        Sample.Cost client = work.run();
        double seconds = (System.nanoTime() - beganNs) / 1e9;
        Sample.Cost serverCost = server.costSince(serverBefore);
        for (int i = 0; i < FILES; i++) {
            Workplace.mustEqual(served.resolve("f" + i), to().resolve("f" + i));
            Files.delete(to().resolve("f" + i));
        }
        return Sample.of(seconds, serverCost, client);
    }
}
