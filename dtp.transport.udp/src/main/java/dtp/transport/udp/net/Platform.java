package dtp.transport.udp.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Errors;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Native epoll with segmentation offload where the platform has it, NIO elsewhere. Any thread. */
final class Platform {
    static final int READERS = 3;

    /** So long the end of a loop is waited for: what it does last needs classes of Netty, whose bundles may go next. */
    private static final long END_MS = 2_000;

    private static final int SOCKET_BUFFER = 4 << 20;
    private static final int RECEIVE_BYTES = 65_536;
    private static final Logger LOG = LoggerFactory.getLogger(Platform.class);
    /** EIO, EINVAL and EMSGSIZE of Linux, the only system with native epoll. */
    private static final Set<Integer> REFUSALS = Set.of(5, 22, 90);

    private final boolean epoll;
    private final boolean segments;
    private final AtomicBoolean told = new AtomicBoolean();
    private final ChannelFactory<Channel> sockets;

    Platform() {
        this(UnaryOperator.identity());
    }

    /**
     * The question stands in the deprecated half of that class only.
     *
     * @param opening may stand before whatever opens the sockets
     */
    @SuppressWarnings("deprecation")
    Platform(UnaryOperator<ChannelFactory<Channel>> opening) {
        epoll = Epoll.isAvailable();
        sockets = opening.apply(epoll ? EpollDatagramChannel::new : NioDatagramChannel::new);
        segments = epoll && io.netty.channel.epoll.SegmentedDatagramPacket.isSupported();
    }

    /** Whether one call can send many datagrams; on the way to some peers the kernel may still refuse it. */
    boolean segments() {
        return segments;
    }

    /**
     * What the kernel says where it does not segment: datagrams above the route's MTU, which it would cut into fragments when
     * they come singly, IPsec, a device without checksums.
     */
    static boolean refusesSegments(Throwable failed) {
        return failed instanceof Errors.NativeIoException refused && REFUSALS.contains(Math.abs(refused.expectedErr()));
    }

    /** Logs it, once. */
    void sendsSingly(InetSocketAddress peer, Throwable why) {
        if (told.compareAndSet(false, true)) {
            LOG.info(
                    "The kernel does not segment datagrams to {} ({}); they are sent singly, which takes more processor time."
                            + " Where the route's MTU is small, ?piece= below it also saves fragments",
                    peer,
                    why.getMessage());
        }
    }

    /** One thread. */
    EventLoopGroup group(String name) {
        IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), factory);
    }

    /** Threads that may wait for a disk. */
    static ExecutorService readers(String name) {
        return Executors.newFixedThreadPool(READERS, new DefaultThreadFactory(name, true));
    }

    /**
     * Ends both, and returns when the group has ended, whose thread must not call. Readers finish what they read: an interrupt would
     * close the file channel of a payload under another reader.
     */
    static void end(EventLoopGroup group, ExecutorService readers) {
        Future<?> ended = group.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS);
        readers.shutdown();
        ended.awaitUninterruptibly(END_MS);
    }

    Bootstrap bootstrap(EventLoopGroup group) {
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channelFactory(sockets)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(RECEIVE_BYTES).maxMessagesPerRead(16))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(256 << 10, 1 << 20));
        if (segments) {
            bootstrap.option(EpollChannelOption.UDP_GRO, true);
        }
        return bootstrap;
    }

    /** For a socket at a wildcard: datagrams tell the address that they were sent to, IPv4 with epoll only. */
    Bootstrap wildcard(EventLoopGroup group) {
        return epoll ? bootstrap(group).option(EpollChannelOption.IP_RECVORIGDSTADDR, true) : bootstrap(group);
    }
}
