package dtp.transport.udp.net;

import dtp.api.transport.Serving;
import dtp.transport.udp.machine.Buffers;
import dtp.transport.udp.machine.KftpServer;
import dtp.transport.udp.machine.Line;
import dtp.transport.udp.machine.ServerLimits;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A KFTP server on a socket, with a thread of its own and some that read payloads. Binding is tried again until it succeeds. Any thread. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a datagram socket is as if lost on the way
public final class NettyServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NettyServer.class);
    private static final long AGAIN_MS = 2_000;

    private final Platform platform = new Platform();
    private final EventLoopGroup group = platform.group("dtp-kftp-server");
    private final ExecutorService readers = Platform.readers("dtp-kftp-server-read");
    private final EventLoop loop = group.next();
    private final InetSocketAddress address;
    private final KftpServer server;
    private final Driver driver;
    private final Sockets sockets;
    private volatile Channel channel;
    private volatile String trouble = "starting";
    private volatile int transfers;
    private volatile boolean closed;

    /** @param address where to listen; port 0 for any */
    public NettyServer(InetSocketAddress address, Serving serving, ServerLimits limits, RandomGenerator random) {
        this.address = address;
        driver = new Driver(loop, this::step);
        sockets = new Sockets(at -> platform.bootstrap(group)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new Ear())
                .bind(at));
        Ground ground = new Ground(loop, readers, new Buffers(), random, driver::run);
        server = new KftpServer(serving, limits, ground);
        bind();
    }

    private void bind() {
        if (closed) {
            return;
        }
        boolean wildcard = !address.isUnresolved() && address.getAddress().isAnyLocalAddress();
        Bootstrap bootstrap = wildcard ? platform.wildcard(group) : platform.bootstrap(group);
        bootstrap.handler(new Ear()).bind(address).addListener((ChannelFuture done) -> {
            if (done.isSuccess()) {
                trouble = "";
                sockets.first(done.channel());
                channel = done.channel();
                driver.run();
            } else {
                trouble = "cannot listen at " + address.getHostString() + ":" + address.getPort() + ": "
                        + done.cause().getMessage() + "; tried again every " + AGAIN_MS / 1_000 + " s";
                loop.schedule(this::bind, AGAIN_MS, TimeUnit.MILLISECONDS);
            }
        });
    }

    private long step(long nowNs) {
        server.run(nowNs);
        transfers = server.transfers();
        sockets.flush();
        return server.deadlineNs(nowNs);
    }

    /** The bound port; empty while it does not listen. */
    public OptionalInt port() {
        Channel open = channel;
        return open != null && open.isActive() && open.localAddress() instanceof InetSocketAddress bound
                ? OptionalInt.of(bound.getPort())
                : OptionalInt.empty();
    }

    /** For people. */
    public String text() {
        return port().isPresent()
                ? "listening, " + transfers + (transfers == 1 ? " transfer" : " transfers")
                : "not listening: " + trouble;
    }

    /** Ends every transfer and frees the port; uploads that can go on are kept. Returns when the loop has ended; not called by it. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        loop.execute(() -> {
            server.close();
            driver.stop();
            sockets.close();
        });
        Platform.end(group, readers);
    }

    EventLoop loop() {
        return loop;
    }

    /** Hears everybody. */
    private final class Ear extends SimpleChannelInboundHandler<DatagramPacket> {
        private InetSocketAddress last;
        private Channel lastChannel;
        private Line lastLine;

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            Channel answering = sockets.answering(context.channel(), packet.recipient());
            if (answering != null) {
                hear(answering, packet);
                return;
            }
            packet.retain();
            sockets.open(packet.recipient(), opened -> {
                try {
                    hear(opened, packet);
                } finally {
                    packet.release();
                }
                driver.run();
            });
        }

        private void hear(Channel answering, DatagramPacket packet) {
            InetSocketAddress from = packet.sender();
            if (!from.equals(last) || !answering.equals(lastChannel)) {
                last = from;
                lastChannel = answering;
                lastLine = new NettyLine(answering, from, platform);
            }
            server.onDatagram(from, lastLine, Carrier.nio(packet.content()), System.nanoTime());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            driver.run();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            driver.run();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            trouble = String.valueOf(cause.getMessage());
            if (!(cause instanceof IOException)) {
                LOG.warn("A fault of the KFTP server", cause);
            }
        }
    }
}
