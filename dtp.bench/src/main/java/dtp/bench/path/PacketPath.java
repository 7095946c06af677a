package dtp.bench.path;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.link.CspLinkSettings;
import dtp.api.payload.PayloadInfo;
import dtp.csp.component.ThreadTasks;
import dtp.csp.dtp.ClientSettings;
import dtp.csp.dtp.DtpClient;
import dtp.csp.dtp.DtpServer;
import dtp.csp.dtp.DtpTransport;
import dtp.csp.dtp.ServerSettings;
import dtp.csp.node.CspNode;
import dtp.csp.node.NodeLink;
import dtp.csp.node.NodeLoop;
import dtp.csp.node.NodeSettings;
import dtp.csp.node.Routes;
import dtp.csp.node.UdpLink;
import dtp.csp.session.Engine;
import dtp.csp.session.EngineSettings;
import dtp.csp.session.PayloadFolder;
import dtp.csp.store.LocalProcesses;
import dtp.csp.store.NewSession;
import dtp.csp.store.RealDisk;
import dtp.csp.store.SessionFileStore;
import dtp.csp.store.SessionFiles;
import dtp.csp.store.SessionPaths;
import dtp.csp.store.SourcesRecord;
import dtp.csp.store.StateRecord;
import dtp.csp.wire.CspVersion;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;

/**
 * What a packet costs on its whole way, from the socket through node, DTP and engine to the slab, in CPU time; the server is
 * another process. {@code PacketPath get FOLDER HOLES PORT SERVER_PORT} fills so many holes, half of a file, twice, and
 * prints the second; {@code PacketPath serve FOLDER PORT CLIENT_PORT} is the other side.
 */
public final class PacketPath {
    private static final int MTU = 2_048;
    private static final int CHUNK = MTU - 8;
    private static final int CHUNKS = 200_000;
    private static final long RATE = 40_000_000;

    private PacketPath() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[1]);
        if (args[0].equals("serve")) {
            serve(folder, link(args[2], args[3]));
        } else {
            get(folder, Integer.parseInt(args[2]), link(args[3], args[4]));
            System.exit(0); // node and client have threads of their own
        }
    }

    private static String link(String port, String otherPort) {
        return port + "@127.0.0.1:" + otherPort;
    }

    private static Engine engine(Path home) throws IOException {
        Engine engine = new Engine(
                new Engine.Place(new ThreadTasks(), new Random(1), new RealDisk(), home), EngineSettings.defaults());
        engine.start();
        return engine;
    }

    private static NodeLoop loop(int address, String link) throws Exception {
        CspNode node = new CspNode(NodeSettings.of(address, CspVersion.V2), new Random(address));
        NodeLoop loop = new NodeLoop(
                        node, System::nanoTime, NodeLoop.DEFAULT_QUEUE_BYTES, RuntimeException::printStackTrace)
                .start();
        NodeLink attached = node.attach("udp", Routes.DEFAULT);
        CspLinkSettings settings =
                new CspLinkSettings(link, address, 2, node.settings().maxFrameBytes());
        attached.connect(new UdpLink(settings, loop.receiver(attached), line -> {}));
        return loop;
    }

    private static void serve(Path folder, String link) throws Exception {
        Path source = folder.resolve("source.bin");
        try (RandomAccessFile sparse = new RandomAccessFile(source.toFile(), "rw")) {
            sparse.setLength((long) CHUNKS * CHUNK);
        }
        Engine engine = engine(folder.resolve("server"));
        engine.stores()
                .add(
                        new PayloadFolder(
                                new RealDisk(), engine.digests(), Optional.empty(), Map.of("3", source), false),
                        0,
                        0);
        NodeLoop loop = loop(10, link);
        DtpServer server = new DtpServer(
                loop, engine.servingForBundle(), ServerSettings.DEFAULT, Executors.newFixedThreadPool(2), line -> {});
        loop.execute(server::start);
        System.out.println("{\"event\":\"ready\"}");
        Thread.currentThread().join();
    }

    private static void get(Path folder, int holes, String link) throws Exception {
        NodeLoop loop = loop(11, link);
        DtpClient client = new DtpClient(loop, ClientSettings.DEFAULT, new Random(1));
        loop.execute(client::start);
        Engine engine = engine(folder.resolve("home"));
        engine.transports().add(new DtpTransport(client, n -> Optional.empty()), Set.of(DtpTransport.CSP), 0);
        fill(engine, folder, holes); // warms
        System.out.println(
                String.format(Locale.ROOT, "{\"event\":\"end\",\"microseconds\":%.4f}", fill(engine, folder, holes)));
    }

    /** @return us of CPU for each packet that fills one of so many holes, together half of the file */
    private static double fill(Engine engine, Path folder, int holes) throws Exception {
        Path out = folder.resolve("out.bin");
        Files.deleteIfExists(out);
        prepare(out, holes);
        long before = cpuNs();
        TransferOptions options = TransferOptions.builder()
                .mtu(MTU)
                .throughputBytesPerSecond(RATE)
                .durability(TransferOptions.Durability.PROCESS)
                .build();
        Session session = engine.get(GetRequest.to(out, Endpoint.parse("csp://10/3"))
                .options(options)
                .build());
        SessionState state = session.settled().toCompletableFuture().get().state();
        long spentNs = cpuNs() - before;
        if (state != SessionState.COMPLETED) {
            throw new IllegalStateException("not complete: " + session.status());
        }
        return spentNs / 1e3 / (CHUNKS / 2.0);
    }

    /**
     * Of the threads between socket and slab: link, node, engine. Behind it come writer, syncer and hasher, which cost what the
     * disk costs.
     */
    private static long cpuNs() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sumNs = 0;
        for (long id : threads.getAllThreadIds()) {
            ThreadInfo info = threads.getThreadInfo(id);
            if (info != null
                    && (info.getThreadName().startsWith("dtp-csp-")
                            || info.getThreadName().equals("dtp-engine"))) {
                sumNs += Math.max(0, threads.getThreadCpuTime(id));
            }
        }
        return sumNs;
    }

    /** A session that holds half of the file, with so many holes of equal length. */
    private static void prepare(Path out, int holes) throws Exception {
        SessionFileStore store = new SessionFileStore(new RealDisk(), new LocalProcesses());
        long size = (long) CHUNKS * CHUNK;
        SessionFiles files = store.create(
                SessionPaths.beside(out),
                new NewSession(
                        UUID.randomUUID(),
                        Optional.of(PayloadInfo.named("3").size(size)),
                        new StateRecord(SessionState.PAUSED, Optional.empty(), Instant.now()),
                        new SourcesRecord(List.of("csp://10/3"), Map.of()),
                        false));
        long[] bounds = new long[2 * holes];
        long step = size / holes;
        for (int i = 0; i < holes; i++) {
            bounds[2 * i] = i * step;
            bounds[2 * i + 1] = i * step + step / 2;
        }
        files.write(size - 1, ByteBuffer.wrap(new byte[1]));
        files.checkpoint(IntervalSet.ofBounds(bounds));
        files.close();
    }
}
