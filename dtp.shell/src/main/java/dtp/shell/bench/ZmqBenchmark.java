package dtp.shell.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Uploads over ZeroMQ on the loopback, beside a bare JeroMQ stream of the same chunks. Used on the command's thread. */
public final class ZmqBenchmark implements Benchmark {
    private static final int CHUNK_BYTES = 2 << 20; // the client's default
    private static final int CLIENTS = 16;
    /** Until the compiler has done its work; of the bare stream the second turn counts. */
    private static final int WARM_UPS = 4;

    private static final long BARE_MS = 300_000;

    @Override
    public String name() {
        return "zmq";
    }

    @Override
    public String description() {
        return "ZeroMQ: uploads over the loopback with CRC-32 for each chunk, one client and 16 at once, against bare JeroMQ";
    }

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        Path root = Files.createDirectories(run.place().path("zmq-root"));
        int port = Workplace.freeTcpPort();
        List<String> serve = List.of(
                "--root", root.toString(), "--allow-upload", "--durability", "process", "--zmq", "127.0.0.1:" + port);
        try (Warm server = Warm.start(run.place(), "zmq-server", List.of(), serve);
                Warm client = Warm.start(run.place(), "zmq-client", List.of(), List.of())) {
            Puts puts = new Puts(server, client, root, port);
            for (int i = 0; i < WARM_UPS; i++) {
                puts.all(run, 1);
            }
            List<Row> rows = new ArrayList<>();
            rows.add(Row.ours("put", "one client", "MB/s", () -> puts.all(run, 1))
                    .against("bare", 0.9));
            rows.add(Row.ours("put16", CLIENTS + " clients at once, in all", "MB/s", () -> puts.all(run, CLIENTS))
                    .against("bare", 0.9));
            rows.add(Row.limit("bare", "bare JeroMQ DEALER to ROUTER, to a file", "MB/s", () -> bare(run)));
            run.interleave(rows);
        }
    }

    private static final class Puts {
        private final Warm server;
        private final Warm client;
        private final Path root;
        private final int port;
        private int number;

        Puts(Warm server, Warm client, Path root, int port) {
            this.server = server;
            this.client = client;
            this.root = root;
            this.port = port;
        }

        Sample all(Run run, int clients) throws IOException {
            Path payload = run.place().payload(run.sizeBytes() / clients);
            Sample.Cost serverBefore = server.child().cost();
            Sample.Cost clientBefore = client.child().cost();
            List<Path> stored = new ArrayList<>();
            List<CompletableFuture<Void>> puts = new ArrayList<>();
            ExecutorService threads = Executors.newFixedThreadPool(clients);
            run.place().freeMemory();
            long beganNs = System.nanoTime();
            for (int i = 0; i < clients; i++) {
                String name = "put" + number++;
                stored.add(root.resolve(name));
                puts.add(CompletableFuture.runAsync(() -> put(payload, name), threads));
            }
            try {
                CompletableFuture.allOf(puts.toArray(new CompletableFuture<?>[0]))
                        .join();
            } catch (CompletionException e) {
                throw new IOException(e.getCause().getMessage(), e);
            } finally {
                threads.shutdown();
            }
            double seconds = (System.nanoTime() - beganNs) / 1e9;
            for (Path one : stored) {
                Workplace.mustEqual(payload, one);
                Files.delete(one);
            }
            return Sample.of(
                    Files.size(payload) * clients / 1e6 / seconds,
                    server.child().costSince(serverBefore),
                    client.child().costSince(clientBefore));
        }

        private void put(Path payload, String name) {
            String target = "zmq://127.0.0.1:" + port + "/" + name;
            try {
                client.call(List.of("put", payload.toString(), target, "--durability", "process"));
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        }
    }

    private static Sample bare(Run run) throws IOException, InterruptedException {
        Path payload = run.place().payload(run.sizeBytes());
        Path received = run.place().path("bare-received");
        List<String> args = List.of(payload.toString(), received.toString(), String.valueOf(CHUNK_BYTES));
        run.place().freeMemory();
        try (Child child = run.place().java("zmq-bare", "dtp.bench.zmq.BareStream", args)) {
            child.awaitSuccess("the bare JeroMQ stream", BARE_MS);
            Workplace.mustEqual(payload, received);
            Files.delete(received);
            Sample.Cost cost = child.cost();
            return Sample.of(run.sizeBytes() / 1e6 / child.number("end", "seconds"), cost, cost);
        }
    }
}
