package dtp.transport.udp.net;

import dtp.transport.udp.machine.Line;
import dtp.transport.udp.machine.Transfer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** The sockets of one transfer, one connected socket with a random port for each server (kftp.md). The event loop calls. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a datagram socket is as if lost on the way
final class Carrier {
    private final Platform platform;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final Driver driver;
    private final List<Channel> channels = new ArrayList<>();
    private final Consumer<Throwable> broken;
    private Transfer transfer;
    private boolean started;

    /** @param broken is told what a transfer threw that should not have */
    Carrier(Platform platform, EventLoopGroup group, EventLoop loop, Consumer<Throwable> broken) {
        this.platform = platform;
        this.group = group;
        this.loop = loop;
        this.broken = broken;
        driver = new Driver(loop, this::step);
    }

    private long step(long nowNs) {
        if (!started) {
            return Long.MAX_VALUE;
        }
        try {
            transfer.run(nowNs);
        } catch (RuntimeException | OutOfMemoryError e) {
            broken.accept(e);
        }
        channels.forEach(Channel::flush);
        return transfer.deadlineNs(nowNs);
    }

    void run() {
        driver.run();
    }

    /** Opens the sockets, then makes the transfer of the lines to them and starts it. */
    void open(List<InetSocketAddress> servers, Function<List<Line>, Transfer> made) {
        List<Line> lines = new ArrayList<>();
        List<ChannelFuture> connecting = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            InetSocketAddress server = servers.get(i);
            ChannelFuture future = platform.bootstrap(group).handler(new Ear(i)).connect(server);
            connecting.add(future);
            if (future.cause() == null) {
                channels.add(future.channel());
                lines.add(new NettyLine(future.channel(), server, platform));
            } else {
                // out of descriptors, say
                lines.add(new NoLine());
            }
        }
        transfer = made.apply(lines);
        AtomicInteger opening = new AtomicInteger(connecting.size());
        connecting.forEach(one -> one.addListener(done -> {
            if (opening.decrementAndGet() > 0) {
                return;
            }
            if (loop.inEventLoop()) {
                start(connecting);
            } else {
                // a socket that there is not tells of it on a thread of Netty's own
                loop.execute(() -> start(connecting));
            }
        }));
    }

    /** What is written before a socket is connected would be lost. */
    private void start(List<ChannelFuture> connected) {
        if (transfer.ended()) {
            return;
        }
        started = true;
        try {
            transfer.start(System.nanoTime());
            for (int i = 0; i < connected.size(); i++) {
                Throwable failed = connected.get(i).cause();
                if (failed != null) {
                    transfer.unreachable(i, why(failed), System.nanoTime());
                }
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            broken.accept(e);
        }
        channels.forEach(Channel::flush);
        // not at once: a cancel that waits its turn goes first, however long the first classes took to load
        loop.execute(this::run);
    }

    /** What the system said, not those who passed it on. */
    private static String why(Throwable failed) {
        Throwable first = failed;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return String.valueOf(first.getMessage());
    }

    /** It is over; what is still to be sent goes out. */
    void stop() {
        driver.stop();
        channels.forEach(Channel::flush);
    }

    /** In a task of the loop's own, never while a socket is read. */
    void close() {
        channels.forEach(Channel::close);
    }

    /** Hears one server. */
    private final class Ear extends SimpleChannelInboundHandler<DatagramPacket> {
        private final int lane;

        Ear(int lane) {
            this.lane = lane;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            transfer.onDatagram(lane, nio(packet.content()), System.nanoTime());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            run();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            run();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof PortUnreachableException) {
                transfer.unreachable(lane, "nobody listens there", System.nanoTime());
                run();
            } else if (cause instanceof RuntimeException || cause instanceof OutOfMemoryError) {
                broken.accept(cause);
            }
        }
    }

    /** The bytes of a datagram where they lie. */
    static ByteBuffer nio(ByteBuf content) {
        return content.nioBufferCount() == 1
                ? content.internalNioBuffer(content.readerIndex(), content.readableBytes())
                : content.nioBuffer();
    }
}
