package dtp.csp.component;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Contact;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.api.transport.Source;
import dtp.api.transport.SourceTraits;
import dtp.api.transport.Transport;
import dtp.csp.session.EngineSettings;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Measures the engine in real time, not a test: {@code EngineBench FOLDER [MIB]} prints what one {@link Sink#write} of 2 KB costs
 * at 10 and at 100 000 holes, and the throughput of a whole get with digest.
 */
public final class EngineBench {
    private static final int CHUNK = 2_000;
    private static final int MANY_HOLES = 100_000;
    private static final int MEASURED = 200_000;

    private final Path folder;

    private EngineBench(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        EngineBench bench = new EngineBench(Path.of(args[0]));
        long mib = args.length > 1 ? Long.parseLong(args[1]) : 1024;
        for (int warm = 0; warm < 3; warm++) {
            bench.writes(10);
            bench.writes(MANY_HOLES);
        }
        bench.transfer(mib << 20);
        bench.transfer(mib << 20);
    }

    /** So many islands in the file, each of which every round makes one chunk longer: the number of holes stays. */
    private void writes(int holes) throws Exception {
        int rounds = Math.max(1, MEASURED / holes);
        long island = (rounds + 3L) * CHUNK;
        run(holes * island, sink -> {
            ByteBuffer data = ByteBuffer.allocateDirect(CHUNK);
            for (int i = 0; i < holes; i++) {
                put(sink, i * island, data);
            }
            long began = System.nanoTime();
            for (int round = 1; round <= rounds; round++) {
                for (int i = 0; i < holes; i++) {
                    put(sink, i * island + round * (long) CHUNK, data);
                }
            }
            double perWrite = (System.nanoTime() - began) / (double) (rounds * (long) holes);
            report("a write of %d B, each to another of %d islands: %.0f ns", CHUNK, holes, perWrite);
        });
    }

    private static void report(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private void transfer(long size) throws Exception {
        long began = System.nanoTime();
        String outcome = run(size, sink -> {
            ByteBuffer data = ByteBuffer.allocateDirect(CHUNK);
            for (long at = 0; at < size; at += CHUNK) {
                data.clear().limit((int) Math.min(CHUNK, size - at));
                ByteBuffer part = data.slice();
                put(sink, at, part);
            }
        });
        double seconds = (System.nanoTime() - began) / 1e9;
        report(
                "%d MiB in chunks of %d B with SHA-256: %.2f s, %.0f MB/s, %s",
                size >> 20, CHUNK, seconds, size / 1e6 / seconds, outcome);
    }

    private static void put(Sink sink, long at, ByteBuffer part) {
        while (sink.write(at, part.duplicate()) != Sink.Take.MORE) {
            CountDownLatch ready = new CountDownLatch(1);
            sink.whenReady(ready::countDown);
            try {
                ready.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A get whose bytes {@code sender} sends, on a thread of its own. */
    private String run(long size, Consumer<Sink> sender) throws Exception {
        Path out = folder.resolve("bench.out");
        for (String suffix : new String[] {"", ".part", ".dtp"}) {
            Files.deleteIfExists(folder.resolve("bench.out" + suffix));
        }
        try (RealEngine real = new RealEngine(folder.resolve("home"), EngineSettings.defaults())) {
            real.engine.transports().add(new Sender(size, sender), Set.of("bench"), 0);
            Session session = real.engine.get(GetRequest.to(out, Endpoint.parse("bench://here/1"))
                    .options(TransferOptions.builder().retries(0).build())
                    .build());
            String outcome =
                    session.settled().toCompletableFuture().get().state().toString();
            session.cancel(false);
            return outcome;
        } finally {
            Files.deleteIfExists(out);
        }
    }

    /** One source with one fetch. */
    private static final class Sender implements Transport, Source, Fetch {
        private final long size;
        private final Consumer<Sink> sender;
        private final CompletableFuture<End> end = new CompletableFuture<>();
        private boolean sent;

        Sender(long size, Consumer<Sink> sender) {
            this.size = size;
            this.sender = sender;
        }

        @Override
        public void check(Endpoint endpoint) {}

        @Override
        public Source source(Endpoint endpoint, TransferOptions options) {
            return this;
        }

        @Override
        public Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
            throw new IllegalStateException("nothing is put here");
        }

        @Override
        public CompletionStage<Contact> contact() {
            return CompletableFuture.completedFuture(new Contact(End.of(End.Kind.ENDED), PayloadInfo.named("1")));
        }

        @Override
        public SourceTraits traits() {
            return SourceTraits.ranged(8);
        }

        @Override
        public Fetch fetch(IntervalSet wanted, Sink sink) {
            if (!sent && sink.describe(PayloadInfo.named("1").size(size))) {
                sent = true;
                Thread thread = new Thread(
                        () -> {
                            sender.accept(sink);
                            end.complete(End.of(End.Kind.ENDED));
                        },
                        "bench");
                thread.start();
            }
            return this;
        }

        @Override
        public void throughput(long bytesPerSecond) {}

        @Override
        public CompletionStage<End> end() {
            return end.minimalCompletionStage();
        }

        @Override
        public void cancel() {
            end.complete(End.of(End.Kind.CANCELLED));
        }

        @Override
        public void close() {
            cancel();
        }
    }
}
