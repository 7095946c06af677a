package dtp.csp.dtp;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.link.CspLinkSettings;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.api.transport.Source;
import dtp.csp.node.CspNode;
import dtp.csp.node.NodeLink;
import dtp.csp.node.NodeLoop;
import dtp.csp.node.NodeSettings;
import dtp.csp.node.Routes;
import dtp.csp.node.UdpLink;
import dtp.csp.wire.CspVersion;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast our server and client are over UDP; run by hand, each in a process of its own, the server first:
 * {@code serve MEGABYTES} and {@code get MEGABYTES [MTU [BYTES_PER_SECOND]]}. The sink only counts.
 */
final class DtpBench {
    private static final long MB = 1_000_000;

    private DtpBench() {}

    public static void main(String[] args) throws Exception {
        long size = Long.parseLong(args[1]) * MB;
        boolean serve = args[0].equals("serve");
        int address = serve ? 10 : 11;
        CspNode node = new CspNode(NodeSettings.of(address, CspVersion.V2), new Random(System.nanoTime()));
        try (NodeLoop loop = new NodeLoop(
                        node, System::nanoTime, NodeLoop.DEFAULT_QUEUE_BYTES, RuntimeException::printStackTrace)
                .start()) {
            NodeLink link = node.attach("udp", Routes.DEFAULT);
            String text = serve ? "19602@127.0.0.1:19601" : "19601@127.0.0.1:19602";
            CspLinkSettings settings =
                    new CspLinkSettings(text, address, 2, node.settings().maxFrameBytes());
            try (UdpLink udp = new UdpLink(settings, loop.receiver(link), DtpBench::say)) {
                link.connect(udp);
                if (serve) {
                    serve(loop, size);
                } else {
                    get(loop, size, args);
                }
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private static void serve(NodeLoop loop, long size) {
        TestServing serving = new TestServing();
        serving.with(3, new MemoryPayload("3", DtpRig.bytes(1 << 20, 1), size, true));
        DtpServer server =
                new DtpServer(loop, serving, ServerSettings.DEFAULT, Executors.newFixedThreadPool(2), DtpBench::say);
        loop.execute(server::start);
        for (int s = 0; s < 600; s++) {
            LockSupport.parkNanos(1_000_000_000L);
        }
    }

    private static void get(NodeLoop loop, long size, String[] args) throws Exception {
        DtpClient client = new DtpClient(loop, ClientSettings.DEFAULT, new Random(System.nanoTime()));
        loop.execute(client::start);
        LockSupport.parkNanos(200_000_000L);
        DtpTransport transport = new DtpTransport(client, n -> Optional.empty());
        TransferOptions.Builder options =
                TransferOptions.builder().mtu(args.length > 2 ? Integer.parseInt(args[2]) : 2_048);
        if (args.length > 3) {
            options.throughputBytesPerSecond(Long.parseLong(args[3]));
        }
        Source source = transport.source(Endpoint.parse("csp://10/3"), options.build());
        ChunkLedger held = new ChunkLedger(java.util.List.of(new dtp.csp.wire.ChunkRange(
                0, ChunkCursor.chunks(size, source.traits().unitBytes()) - 1)));
        int unit = source.traits().unitBytes();
        CountingSink sink = new CountingSink(held, unit);
        long startNs = System.nanoTime();
        int rounds = 0;
        IntervalSet wanted = IntervalSet.of(0, Long.MAX_VALUE);
        while (held.missing() > 0 && rounds < 100) {
            long before = held.missing();
            Fetch fetch = source.fetch(wanted, sink);
            System.out.println(fetch.end().toCompletableFuture().get() + " " + (before - held.missing())
                    + " chunks, left " + held.missing());
            rounds++;
            long[] bounds = held.missingFrom(0, source.traits().maxIntervals(), Long.MAX_VALUE).stream()
                    .flatMapToLong(r -> java.util.stream.LongStream.of(r.first() * unit, (r.last() + 1) * unit))
                    .toArray();
            wanted = IntervalSet.ofBounds(bounds);
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%d rounds, %.2f s, %.1f MB/s%n%s%n%s%n",
                rounds,
                seconds,
                size / 1e6 / seconds,
                client.counters().snapshot(),
                loop.node().counters().snapshot());
    }

    /** Marks chunks and nothing else. */
    private static final class CountingSink implements Sink {
        private final ChunkLedger held;
        private final int unit;

        CountingSink(ChunkLedger held, int unit) {
            this.held = held;
            this.unit = unit;
        }

        @Override
        public boolean describe(PayloadInfo payload) {
            return true;
        }

        @Override
        public Take write(long offset, ByteBuffer data) {
            held.take(offset / unit);
            return Take.MORE;
        }

        @Override
        public Take write(long offset, ByteBuffer data, Runnable release) {
            throw new AssertionError("not used");
        }

        @Override
        public void whenReady(Runnable action) {
            action.run();
        }

        @Override
        public void alive() {
            // nothing to count
        }

        @Override
        public void note(Reason reason) {
            System.out.println(reason);
        }
    }
}
