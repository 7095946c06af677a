package dtp.path.relay;

import dtp.path.Direction;
import dtp.path.PathCounters;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Passes traffic on between real sockets as impaired paths would, in real time. One thread owns all links, sockets and machines;
 * what is asked of the relay is put in line for it. Any thread.
 */
public final class Relay implements AutoCloseable {
    private static final long MS = 1_000_000;
    /** A selector waits in whole milliseconds and may be late by as much; the rest is parked, the last of it spun. */
    private static final long SELECT_MARGIN_NS = 1_500_000;

    private static final long PARK_MARGIN_NS = 120_000;
    private static final int BUFFER_BYTES = 256 << 10;
    private static final long CLOSE_TIMEOUT_MS = 5_000;
    private static final long ANSWER_POLL_MS = 100;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Map<String, RelayLink> links = new LinkedHashMap<>();
    private final List<Counters> gone = new ArrayList<>();
    private final ConcurrentLinkedQueue<Runnable> asked = new ConcurrentLinkedQueue<>();
    private final long startNs = System.nanoTime();
    private final Thread thread;
    private volatile boolean running = true;
    private volatile String failure;

    /** What a selection key stands for. */
    record Ready(RelayLink link, Object what) {}

    /** What one link has done so far. A link that was taken away or opened anew keeps its own. */
    public record Counters(RelayLine line, int localPort, PathCounters aToB, PathCounters bToA) {}

    private Relay() throws IOException {
        selector = Selector.open();
        thread = new Thread(this::loop, "dtp-relay");
        thread.setDaemon(true);
    }

    /** Opens every link; cuts count from now. @throws IOException for the user, when one cannot be opened: then none is */
    public static Relay open(List<RelayLine> lines) throws IOException {
        Relay relay = new Relay();
        relay.thread.start();
        try {
            relay.change(lines);
            return relay;
        } catch (IOException e) {
            relay.close();
            throw e;
        }
    }

    /**
     * The links that are to be from now on. Those whose name, ends and seed are as before go on with their new path, others are
     * closed or opened.
     *
     * @throws IOException for the user, naming each that cannot be opened and is closed now; the others are as asked
     */
    public void change(List<RelayLine> lines) throws IOException {
        IOException[] failed = {null};
        onThread(() -> failed[0] = exchange(lines));
        if (failed[0] != null) {
            throw failed[0];
        }
    }

    private IOException exchange(List<RelayLine> lines) {
        List<IOException> failed = new ArrayList<>();
        Map<String, RelayLine> wanted = new LinkedHashMap<>();
        lines.forEach(l -> wanted.put(l.name(), l));
        boolean closed = links.values().removeIf(link -> {
            RelayLine line = wanted.get(link.line().name());
            boolean stays = line != null && line.isSameLink(link.line());
            if (!stays) {
                gone.add(counters(link));
                link.close();
            }
            return !stays;
        });
        if (closed) {
            letPortsGo(failed);
        }
        for (RelayLine line : wanted.values()) {
            RelayLink link = links.get(line.name());
            try {
                if (link == null) {
                    links.put(line.name(), open(line));
                } else {
                    link.change(line);
                }
            } catch (IOException e) {
                failed.add(e);
            }
        }
        return failed.isEmpty() ? null : together(failed);
    }

    /** A channel that is closed keeps its port until its selector has looked again; a link may want it anew at once. */
    private void letPortsGo(List<IOException> failed) {
        try {
            selector.selectNow();
        } catch (IOException e) {
            failed.add(e);
        }
    }

    private static IOException together(List<IOException> failed) {
        return new IOException(
                failed.stream().map(IOException::getMessage).collect(Collectors.joining("; ")), failed.get(0));
    }

    private RelayLink open(RelayLine line) throws IOException {
        return line.kind() == RelayLine.Kind.TCP
                ? new TcpLink(line, selector, buffer, startNs)
                : new UdpLink(line, selector, buffer, startNs);
    }

    /** Of all links, those that are gone first. */
    public List<Counters> counters() {
        List<Counters> all = new ArrayList<>();
        onThread(() -> {
            all.addAll(gone);
            links.values().forEach(l -> all.add(counters(l)));
        });
        return all;
    }

    private static Counters counters(RelayLink link) {
        return new Counters(
                link.line(), link.localPort(), link.counters(Direction.A_TO_B), link.counters(Direction.B_TO_A));
    }

    /** Why nothing is passed on any more; empty while the relay runs. */
    public Optional<String> ended() {
        return Optional.ofNullable(failure);
    }

    /** The clock of the relay's contact plans. */
    public static long nowNs() {
        return System.nanoTime();
    }

    /** For the relay's thread, which does not survive what it throws. */
    void inLine(Runnable what) {
        asked.add(what);
        selector.wakeup();
    }

    private void onThread(Runnable what) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        inLine(() -> {
            try {
                what.run();
                done.complete(null);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        try {
            while (true) {
                try {
                    done.get(ANSWER_POLL_MS, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    if (!thread.isAlive()) {
                        answer(); // nobody else does any more
                    }
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the relay failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void loop() {
        try {
            while (running) {
                answer();
                long nowNs = System.nanoTime();
                long dueNs = Long.MAX_VALUE;
                for (RelayLink link : links.values()) {
                    dueNs = Math.min(dueNs, link.turn(nowNs));
                }
                await(dueNs);
                read();
            }
            failure = "it was closed";
        } catch (IOException | RuntimeException | Error e) {
            failure = e.toString();
            throw new IllegalStateException("the relay ended", e);
        } finally {
            running = false;
            links.values().forEach(RelayLink::close);
            answer();
            close(selector);
        }
    }

    private void answer() {
        for (Runnable what = asked.poll(); what != null; what = asked.poll()) {
            what.run();
        }
    }

    private void await(long dueNs) throws IOException {
        long restNs = dueNs == Long.MAX_VALUE ? Long.MAX_VALUE : dueNs - System.nanoTime();
        if (!asked.isEmpty() || restNs <= 0) {
            selector.selectNow();
        } else if (restNs == Long.MAX_VALUE) {
            selector.select();
        } else if (restNs > SELECT_MARGIN_NS + MS) {
            selector.select((restNs - SELECT_MARGIN_NS) / MS);
        } else if (selector.selectNow() == 0 && restNs > PARK_MARGIN_NS) {
            LockSupport.parkNanos(Math.min(restNs - PARK_MARGIN_NS, PARK_MARGIN_NS / 2));
        }
    }

    private void read() {
        if (selector.selectedKeys().isEmpty()) {
            return;
        }
        long nowNs = System.nanoTime();
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid()) {
                ((Ready) key.attachment()).link().ready(key, nowNs);
            }
        }
        selector.selectedKeys().clear();
    }

    static void close(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            return; // it is gone either way
        }
    }

    /** Closes every link; what is on its way is lost, as when a radio is switched off. */
    @Override
    public void close() {
        running = false;
        selector.wakeup();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
