package dtp.shell.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bare streams over the loopback, sender and receiver in one JVM. Receives on the caller's thread, sends on one of its own. */
final class LoopbackStream {
    private static final int BLOCK = 1 << 20;
    private static final int UDP_BUFFER = 4 << 20;
    private static final int UDP_SILENCE_MS = 50;
    private static final long PATIENCE_S = 120;

    private LoopbackStream() {}

    private interface Sending {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> inBackground(Sending sending) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        sending.run();
                        end.complete(null);
                    } catch (IOException e) {
                        end.completeExceptionally(e);
                    }
                },
                "dtp-bench-sender");
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    private static void await(CompletableFuture<Void> end) throws IOException, InterruptedException {
        try {
            end.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the sender failed: " + e, e);
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** What else happens to each block that was written; it comes back by {@code free}. */
    interface Blocks {
        ByteBuffer free() throws InterruptedException;

        void written(ByteBuffer block) throws InterruptedException;

        /** All were written: returns when all is done. */
        void end() throws InterruptedException;
    }

    /** One block, nothing else. */
    static Blocks oneBlock() {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        return new Blocks() {
            @Override
            public ByteBuffer free() {
                return block;
            }

            @Override
            public void written(ByteBuffer written) {}

            @Override
            public void end() {}
        };
    }

    /** {@code transferTo} into a socket, 1 MiB reads into a new file. */
    static Sample tcp(Path payload, Path received, Blocks blocks) throws IOException, InterruptedException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(anyPort())) {
            CompletableFuture<Void> sender = inBackground(() -> {
                try (SocketChannel to = server.accept();
                        FileChannel file = FileChannel.open(payload, StandardOpenOption.READ)) {
                    long size = file.size();
                    for (long at = 0; at < size; ) {
                        at += file.transferTo(at, size - at, to);
                    }
                }
            });
            long start = System.nanoTime();
            long bytes = 0;
            try (SocketChannel from = SocketChannel.open(server.getLocalAddress());
                    FileChannel file =
                            FileChannel.open(received, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer block = blocks.free();
                while (from.read(block.clear()) >= 0) {
                    for (block.flip(); block.hasRemaining(); ) {
                        bytes += file.write(block);
                    }
                    blocks.written(block.flip());
                    block = blocks.free();
                }
            }
            blocks.end();
            Sample sample = MachineBenchmark.speed(bytes, start);
            await(sender);
            return sample;
        }
    }

    /** As fast as it goes; what arrived counts, from the first datagram to the last. */
    static Sample udp(long bytes, int datagram) throws IOException, InterruptedException {
        try (DatagramChannel from = DatagramChannel.open().bind(anyPort());
                DatagramChannel to = DatagramChannel.open().connect(from.getLocalAddress())) {
            from.setOption(StandardSocketOptions.SO_RCVBUF, UDP_BUFFER);
            to.setOption(StandardSocketOptions.SO_SNDBUF, UDP_BUFFER);
            CompletableFuture<Void> sender = inBackground(() -> {
                ByteBuffer block = ByteBuffer.allocateDirect(datagram);
                for (long sent = 0; sent < bytes; sent += datagram) {
                    to.write(block.clear());
                }
            });
            return received(from, sender, datagram);
        }
    }

    private static Sample received(DatagramChannel from, CompletableFuture<Void> sender, int datagram)
            throws IOException, InterruptedException {
        from.configureBlocking(false);
        ByteBuffer block = ByteBuffer.allocateDirect(datagram);
        long start = System.nanoTime();
        long lastNs = start;
        long received = 0;
        while (!sender.isDone() || System.nanoTime() - lastNs < TimeUnit.MILLISECONDS.toNanos(UDP_SILENCE_MS)) {
            if (from.receive(block.clear()) == null) {
                Thread.onSpinWait();
                continue;
            }
            received += block.position();
            lastNs = System.nanoTime();
        }
        await(sender);
        return Sample.of(received / 1e6 / ((lastNs - start) / 1e9));
    }
}
