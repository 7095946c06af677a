package dtp.bench.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Datagrams over loopback with segmentation offload and GRO, from a file to a file, with nothing that repairs a loss: arguments
 * PAYLOAD RECEIVED DATAGRAMBYTES. What it prints is the speed of what arrived in the better of its last two turns, not the seconds
 * of all. An event loop for each side; the sender's holds back when the receiver is more than a socket's buffer behind.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a datagram socket is as if lost on the way
public final class BareStream {
    private static final int TURNS = 3;
    private static final int SEGMENTS = 44;
    private static final int SOCKET_BYTES = 4 << 20;
    private static final int AHEAD_BYTES = 1_500_000;
    private static final int WRITE_BYTES = 256 << 10;
    private static final long SILENCE_MS = 200;

    private final Path payload;
    private final Path received;
    private final int datagram;
    private final EventLoopGroup sending = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoopGroup receiving = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    private BareStream(Path payload, Path received, int datagram) {
        this.payload = payload;
        this.received = received;
        this.datagram = datagram;
    }

    /** Prints one JSON event with the megabytes a second that arrived. */
    public static void main(String[] args) throws IOException, InterruptedException {
        BareStream stream = new BareStream(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]));
        double best = 0;
        for (int i = 0; i < TURNS; i++) {
            double speed = stream.turn();
            best = i == 0 ? 0 : Math.max(best, speed);
        }
        System.out.println("{\"event\":\"end\",\"mbps\":" + best + "}");
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private Bootstrap bootstrap(EventLoopGroup group) {
        return new Bootstrap()
                .group(group)
                .channel(EpollDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BYTES)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BYTES)
                .option(EpollChannelOption.UDP_GRO, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(1 << 16).maxMessagesPerRead(16));
    }

    private double turn() throws IOException, InterruptedException {
        try (FileChannel in = FileChannel.open(payload);
                FileChannel out = FileChannel.open(
                        received,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            Ear ear = new Ear(out);
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            Channel to = bootstrap(receiving).handler(ear).bind(any).sync().channel();
            Channel from = bootstrap(sending)
                    .handler(new Ear(out))
                    .connect(to.localAddress())
                    .sync()
                    .channel();
            long beganNs = System.nanoTime();
            CountDownLatch sent = new CountDownLatch(1);
            from.eventLoop().execute(() -> send(from, in, (InetSocketAddress) to.localAddress(), ear, sent));
            sent.await();
            while (System.nanoTime() - ear.lastNs < TimeUnit.MILLISECONDS.toNanos(SILENCE_MS)) {
                sent.await(SILENCE_MS, TimeUnit.MILLISECONDS);
                Thread.onSpinWait();
            }
            double speed = ear.bytes * 1e3 / (ear.lastNs - beganNs);
            from.close().sync();
            to.close().sync();
            return speed;
        }
    }

    private void send(Channel from, FileChannel in, InetSocketAddress to, Ear ear, CountDownLatch sent) {
        try {
            long size = in.size();
            for (long at = 0; at < size; ) {
                long heldNs = System.nanoTime();
                while (at - ear.bytes > AHEAD_BYTES && System.nanoTime() - heldNs < 1_000_000) {
                    Thread.onSpinWait();
                }
                int bytes = (int) Math.min((long) SEGMENTS * datagram, size - at);
                ByteBuf batch = from.alloc().directBuffer(bytes, bytes);
                ByteBuffer into = batch.nioBuffer(0, bytes);
                while (into.hasRemaining()) {
                    int n = in.read(into, at);
                    if (n < 0) {
                        throw new IOException("the payload has become shorter");
                    }
                    at += n;
                }
                batch.writerIndex(bytes);
                from.writeAndFlush(
                        bytes > datagram
                                ? new SegmentedDatagramPacket(batch, datagram, to)
                                : new DatagramPacket(batch, to));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            sent.countDown();
        }
    }

    /** Writes what arrives one after the other; where it belongs nobody knows. */
    private static final class Ear extends SimpleChannelInboundHandler<DatagramPacket> {
        private final FileChannel out;
        private final ByteBuffer block = ByteBuffer.allocateDirect(WRITE_BYTES);
        private long written;
        volatile long bytes;
        volatile long lastNs = System.nanoTime();

        Ear(FileChannel out) {
            this.out = out;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) throws IOException {
            ByteBuf content = packet.content();
            if (block.remaining() < content.readableBytes()) {
                write();
            }
            int length = content.readableBytes();
            block.limit(block.position() + length);
            content.readBytes(block);
            block.limit(block.capacity());
        }

        private void write() throws IOException {
            block.flip();
            while (block.hasRemaining()) {
                written += out.write(block, written);
            }
            block.clear();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            bytes = written + block.position();
            lastNs = System.nanoTime();
        }
    }
}
