package dtp.shell.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * KFTP: gets over the loopback beside packaged UDP tools and a bare stream with segmentation offload, and through relays. Used on
 * the command's thread.
 */
public final class KftpBenchmark implements Benchmark {
    private static final int PIECE = 1_400;
    private static final int BIG_PIECE = 8_192;
    private static final int HUGE_PIECE = 60_000;
    private static final int SERVERS = 3;
    /** From each server alone and from all together: until the JIT has done with what one sends, and what a third of one is. */
    private static final int WARM_UPS = 16;

    private static final long WARM_BYTES = 1L << 29;
    private static final long BARE_MS = 300_000;

    @Override
    public String name() {
        return "kftp";
    }

    @Override
    public String description() {
        return "KFTP: gets over the loopback against uftp, tftp and a bare GSO + GRO stream, and through relays with loss and delay";
    }

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        List<Warm> servers = new ArrayList<>();
        try (Warm client = Warm.start(run.place(), "kftp-client", List.of(), List.of())) {
            int[] ports = Workplace.freeUdpPorts(SERVERS);
            for (int port : ports) {
                servers.add(Warm.start(
                        run.place(),
                        "kftp-server" + servers.size(),
                        List.of(),
                        List.of("--root", run.place().directory().toString(), "--kftp", "127.0.0.1:" + port)));
            }
            Gets gets = new Gets(run.place(), servers, client);
            gets.warmUp(Math.min(run.sizeBytes(), WARM_BYTES), ports);
            List<Row> rows = new ArrayList<>(loopback(run, gets, ports));
            rows.addAll(KftpPaths.rows(gets, ports));
            run.interleave(rows);
        } finally {
            servers.forEach(Warm::close);
        }
    }

    private static List<Row> loopback(Run run, Gets gets, int[] ports) {
        long size = run.sizeBytes();
        List<Row> rows = new ArrayList<>();
        rows.add(Row.ours("get/1400", "a get, pieces of 1 400 B", "MB/s", () -> gets.speed(size, PIECE, ports[0]))
                .against("peer/uftp-1400", 2)
                .against(Row.BEST_PEER, 1)
                .against("bare/1400", 0.5));
        rows.add(Row.ours("get/8192", "a get, pieces of 8 192 B", "MB/s", () -> gets.speed(size, BIG_PIECE, ports[0]))
                .against("peer/uftp-8192", 1));
        rows.add(
                Row.ours("get/60000", "a get, pieces of 60 000 B", "MB/s", () -> gets.speed(size, HUGE_PIECE, ports[0]))
                        .against("peer/tftp", 1));
        rows.add(Row.ours("three", "a get from three servers, 1 400 B", "MB/s", () -> gets.speed(size, PIECE, ports))
                .against("get/1400", 1));
        rows.add(Row.limit(
                "bare/1400", "bare Netty GSO + GRO stream, file to file, 1 400 B", "MB/s", () -> bare(run, PIECE)));
        rows.addAll(PackagedPeers.udp(run.place(), size, BIG_PIECE, PIECE));
        return rows;
    }

    private static Sample bare(Run run, int datagram) throws IOException, InterruptedException {
        Path payload = run.place().payload(run.sizeBytes());
        Path received = run.place().path("bare-received");
        List<String> args = List.of(payload.toString(), received.toString(), String.valueOf(datagram));
        run.place().freeMemory();
        try (Child child = run.place().java("kftp-bare", "dtp.bench.udp.BareStream", args)) {
            child.awaitSuccess("the bare stream", BARE_MS);
            Sample.Cost cost = child.cost();
            return Sample.of(child.number("end", "mbps"), cost, cost);
        } finally {
            Files.deleteIfExists(received);
        }
    }

    /** Gets by a warm client from warm servers, verified. */
    static final class Gets {
        private final Workplace place;
        private final List<Warm> servers;
        private final Warm client;
        private int number;

        Gets(Workplace place, List<Warm> servers, Warm client) {
            this.place = place;
            this.servers = servers;
            this.client = client;
        }

        void warmUp(long size, int... ports) throws IOException {
            for (int i = 0; i < WARM_UPS; i++) {
                for (int port : ports) {
                    Sample unused = speed(size, PIECE, port);
                }
                Sample unused = speed(size, PIECE, ports);
            }
        }

        /** Megabytes a second, from the servers at these ports. */
        Sample speed(long size, int piece, int... ports) throws IOException {
            Sample seconds = seconds(size, List.of("-m", String.valueOf(piece)), ports);
            return Sample.of(
                    size / 1e6 / seconds.value(),
                    seconds.server().orElseThrow(),
                    seconds.client().orElseThrow());
        }

        /** Seconds, from the command's start to its end. */
        Sample seconds(long size, List<String> options, int... ports) throws IOException {
            Path payload = place.payload(size);
            Path received = place.path("kftp-received" + number++);
            StringBuilder uri = new StringBuilder("kftp://");
            for (int port : ports) {
                uri.append(String.format(Locale.ROOT, "%s127.0.0.1:%d", port == ports[0] ? "" : ",", port));
            }
            uri.append('/').append(payload.getFileName()).append("?digest=none");
            List<String> command = new ArrayList<>(
                    List.of("get", uri.toString(), "-o", received.toString(), "--durability", "process"));
            command.addAll(options);
            List<Sample.Cost> before = new ArrayList<>();
            for (Warm server : servers) {
                server.child().sample();
                before.add(server.child().cost());
            }
            client.child().sample();
            Sample.Cost clientBefore = client.child().cost();
            place.freeMemory();
            long beganNs = System.nanoTime();
            client.call(command);
            double seconds = (System.nanoTime() - beganNs) / 1e9;
            double cpuSeconds = 0;
            long peakBytes = 0;
            for (int i = 0; i < servers.size(); i++) {
                Sample.Cost cost = servers.get(i).child().costSince(before.get(i));
                cpuSeconds += cost.cpuSeconds();
                peakBytes += cost.peakBytes();
            }
            Sample.Cost clientCost = client.child().costSince(clientBefore);
            Workplace.mustEqual(payload, received);
            Files.delete(received);
            return Sample.of(seconds, new Sample.Cost(cpuSeconds, peakBytes), clientCost);
        }
    }
}
