package dtp.bench.zmq;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * DEALER to ROUTER over loopback, nothing but a file in chunks that the other side writes: arguments PAYLOAD RECEIVED CHUNKBYTES.
 * The second of two turns counts. A program of one thread for each side.
 */
public final class BareStream {
    private static final int TURNS = 2;
    /** Messages that wait on either side: without a limit it fills its memory, and is slower for it. */
    private static final int WAITING = 16;

    private BareStream() {}

    /** Prints one JSON event with the seconds of the last turn. */
    public static void main(String[] args) throws IOException {
        int chunk = Integer.parseInt(args[2]);
        double seconds = 0;
        for (int i = 0; i < TURNS; i++) {
            seconds = turn(Path.of(args[0]), Path.of(args[1]), chunk);
        }
        System.out.println("{\"event\":\"end\",\"seconds\":" + seconds + "}");
        System.out.flush();
        Runtime.getRuntime().halt(0); // closing a JeroMQ context hangs now and then
    }

    private static double turn(Path payload, Path received, int chunk) throws IOException {
        ZContext context = new ZContext();
        ZMQ.Socket router = context.createSocket(SocketType.ROUTER);
        router.setRcvHWM(WAITING);
        int port = router.bindToRandomPort("tcp://127.0.0.1");
        ZMQ.Socket dealer = context.createSocket(SocketType.DEALER);
        dealer.setHandshakeIvl(300);
        dealer.setSndHWM(WAITING);
        dealer.connect("tcp://127.0.0.1:" + port);
        try (FileChannel in = FileChannel.open(payload);
                FileChannel out = FileChannel.open(
                        received,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            long size = in.size();
            long beganNs = System.nanoTime();
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> send(dealer, in, chunk));
            receive(router, out, size);
            double seconds = (System.nanoTime() - beganNs) / 1e9;
            sender.join();
            return seconds;
        }
    }

    private static void send(ZMQ.Socket dealer, FileChannel in, int chunk) {
        try {
            long size = in.size();
            for (long at = 0; at < size; ) {
                byte[] data = new byte[(int) Math.min(chunk, size - at)];
                ByteBuffer into = ByteBuffer.wrap(data);
                while (into.hasRemaining()) {
                    at += in.read(into, at);
                }
                dealer.send(data);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the payload cannot be read", e);
        }
    }

    private static void receive(ZMQ.Socket router, FileChannel out, long size) throws IOException {
        for (long at = 0; at < size; ) {
            byte[] id = router.recv();
            ByteBuffer data = ByteBuffer.wrap(router.recv());
            if (id.length == 0) {
                throw new IOException("a message without its sender");
            }
            while (data.hasRemaining()) {
                at += out.write(data, at);
            }
        }
    }
}
