package dtp.transport.tcp.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one component: event loops, which own connections; readers of payloads, which may block; and resolvers of names,
 * which may block for long and are made when needed. Any thread.
 */
public final class Loops implements AutoCloseable {
    private static final long END_MS = 2_000;
    private static final int MOST_RESOLVERS = 16;

    private final EventLoopGroup group;
    private final ExecutorService readers;
    private final ExecutorService resolvers;
    private final boolean epoll = Epoll.isAvailable();

    public Loops(String name, int threads, int readerThreads) {
        DefaultThreadFactory factory = new DefaultThreadFactory(name, true);
        group = new MultiThreadIoEventLoopGroup(
                threads, factory, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        readers = Executors.newFixedThreadPool(readerThreads, new DefaultThreadFactory(name + "-read", true));
        resolvers = Executors.newFixedThreadPool(MOST_RESOLVERS, new DefaultThreadFactory(name + "-resolve", true));
    }

    EventLoopGroup group() {
        return group;
    }

    EventLoop next() {
        return group.next();
    }

    ExecutorService readers() {
        return readers;
    }

    ExecutorService resolvers() {
        return resolvers;
    }

    Class<? extends Channel> clientChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /**
     * Connections still open end without a word; readers finish what they read and are not interrupted. Returns when the loops have
     * ended: what they do last needs classes of Netty, whose bundles may go next.
     */
    @Override
    public void close() {
        Future<?> ended = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        readers.shutdown();
        resolvers.shutdown();
        ended.awaitUninterruptibly(END_MS);
    }
}
