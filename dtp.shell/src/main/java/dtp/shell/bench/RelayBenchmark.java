package dtp.shell.bench;

import dtp.api.contact.ContactPlan;
import dtp.path.relay.Relay;
import dtp.path.relay.RelayText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Whether the relay does what it was asked, in real time, and what it costs when asked for nothing. Used on the command's thread. */
public final class RelayBenchmark implements Benchmark {
    private static final long MS = 1_000_000;
    private static final int BLOCK = 1 << 18;
    private static final String OFF = "% off";

    @Override
    public String name() {
        return "relay";
    }

    @Override
    public String description() {
        return "dtp relay: added latency, throughput unimpaired, and loss, delay, rate and schedule against what was asked";
    }

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        long size = Math.min(run.sizeBytes(), 1L << 29);
        run.interleave(List.of(
                Row.ours("latency", "UDP, added one way, median", "ms", RelayBenchmark::latency)
                        .wanted(Wanted.atMost(0.2)),
                Row.ours("tcp", "TCP unimpaired", "MB/s", () -> tcp(size)).wanted(Wanted.atLeast(200)),
                Row.ours("udp/1400", "UDP unimpaired, 1 400 B, received", "MB/s", () -> udp(size / 4, 1_400)),
                Row.ours("udp/8000", "UDP unimpaired, 8 000 B, received", "MB/s", () -> udp(size / 2, 8_000))
                        .wanted(Wanted.atLeast(200)),
                Row.ours("loss", "loss of 10 % of 10 000, off its expectation", "sigma", RelayBenchmark::loss)
                        .wanted(Wanted.within(3)),
                Row.ours("delay", "delay of 100 ms, median", OFF, RelayBenchmark::delay)
                        .wanted(Wanted.within(2)),
                Row.ours("rate", "rate of 1 MB/s for 2 s", OFF, RelayBenchmark::rate)
                        .wanted(Wanted.within(2)),
                Row.ours("schedule", "a contact of 1 s, first to last datagram", OFF, RelayBenchmark::schedule)
                        .wanted(Wanted.within(2))));
    }

    private static Sample latency() throws IOException, InterruptedException {
        return Sample.of((way("") - way(null)) / (double) MS);
    }

    private static long way(String path) throws IOException, InterruptedException {
        try (RelayProbe probe = new RelayProbe(path, "")) {
            return probe.send(2_000, 200, MS).medianWayNs();
        }
    }

    private static Sample udp(long size, int datagram) throws IOException, InterruptedException {
        try (RelayProbe probe = new RelayProbe("", "")) {
            RelayProbe.Arrivals all = probe.send((int) (size / datagram), datagram, 0);
            return Sample.of(all.bytes() * 1e3 / (all.lastNs() - all.firstNs()));
        }
    }

    private static Sample loss() throws IOException, InterruptedException {
        int sent = 10_000;
        try (RelayProbe probe = new RelayProbe("seed=11,loss=0.1", "")) {
            int lost = sent - probe.send(sent, 100, MS / 10).count();
            return Sample.of((lost - sent * 0.1) / Math.sqrt(sent * 0.1 * 0.9));
        }
    }

    private static Sample delay() throws IOException, InterruptedException {
        try (RelayProbe probe = new RelayProbe("delay=100ms", "")) {
            return off((double) probe.send(1_000, 200, MS).medianWayNs(), 100.0 * MS);
        }
    }

    private static Sample rate() throws IOException, InterruptedException {
        try (RelayProbe probe = new RelayProbe("rate=1M,queue=4M", "")) {
            RelayProbe.Arrivals all = probe.send(2_000, 1_000, 0);
            return off((all.bytes() - 1_000) * 1e9 / (all.lastNs() - all.firstNs()), 1e6);
        }
    }

    private static Sample schedule() throws IOException, InterruptedException {
        try (RelayProbe probe = new RelayProbe("", "link,start,end,rate\nprobe,+0.5,+1.5,\n")) {
            RelayProbe.Arrivals all = probe.send(2_000, 100, MS);
            double open = off((double) (all.lastNs() - all.firstNs()), 1e9).value();
            double start =
                    off((double) (all.firstNs() - probe.startNs()), 0.5e9).value();
            return Sample.of(Math.abs(start) > Math.abs(open) ? start : open);
        }
    }

    private static Sample off(double measured, double asked) {
        return Sample.of((measured / asked - 1) * 100);
    }

    private static Sample tcp(long size) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 5, here);
                Relay relay =
                        Relay.open(RelayText.file("probe: tcp 0 " + server.getLocalPort(), ContactPlan.always()))) {
            long start = System.nanoTime();
            CompletableFuture<Long> received = CompletableFuture.supplyAsync(() -> receive(server));
            try (Socket client = new Socket(here, relay.counters().get(0).localPort())) {
                OutputStream out = client.getOutputStream();
                byte[] block = new byte[BLOCK];
                for (long sent = 0; sent < size; sent += BLOCK) {
                    out.write(block);
                }
                client.shutdownOutput();
                return MachineBenchmark.speed(received.join(), start);
            }
        }
    }

    private static long receive(ServerSocket server) {
        try (Socket one = server.accept();
                InputStream in = one.getInputStream()) {
            byte[] block = new byte[BLOCK];
            long all = 0;
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                all += n;
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
