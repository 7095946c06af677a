package dtp.transport.udp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sockets of a server at the wildcard, one for each address that is asked. */
@SuppressWarnings("FutureReturnValueIgnored") // what is told to the loop is seen by the latches
class SocketsTest {
    private final Platform platform = new Platform();
    private final EventLoopGroup group = platform.group("dtp-test");
    private final EventLoop loop = group.next();
    private Channel first;

    @BeforeEach
    void listens() throws Exception {
        first = bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0))
                .sync()
                .channel();
    }

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
    }

    private ChannelFuture bind(InetSocketAddress at) {
        return platform.bootstrap(group)
                .option(ChannelOption.SO_REUSEADDR, !at.getAddress().isAnyLocalAddress())
                .handler(new ChannelInboundHandlerAdapter())
                .bind(at);
    }

    /** As where there are no descriptors left. */
    private static ChannelFuture fails() {
        return new DefaultChannelPromise(new NioDatagramChannel(), GlobalEventExecutor.INSTANCE)
                .setFailure(new IOException("Too many open files"));
    }

    private InetSocketAddress asked(String address) throws UnknownHostException {
        int port = ((InetSocketAddress) first.localAddress()).getPort();
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }

    private <T> T onLoop(Callable<T> what) throws Exception {
        return loop.submit(what).get(60, TimeUnit.SECONDS);
    }

    @Test
    void addressesThatAreAskedTogetherAllGetTheirSockets() throws Exception {
        Sockets sockets = new Sockets(this::bind);
        sockets.first(first);
        Set<Channel> answering = ConcurrentHashMap.newKeySet();
        CountDownLatch told = new CountDownLatch(5);
        onLoop(() -> {
            for (int i = 2; i <= 6; i++) {
                sockets.open(asked("127.0.0." + i), channel -> {
                    answering.add(channel);
                    told.countDown();
                });
            }
            return null;
        });
        assertEquals(true, told.await(60, TimeUnit.SECONDS));
        answering.remove(first);
        assertEquals(5, answering.size());
        assertEquals(false, first.config().getOption(ChannelOption.SO_REUSEADDR));
    }

    @Test
    void oneThatCannotBeOpenedIsToldOnTheLoopAndTriedAgainLater() throws Exception {
        Sockets sockets = new Sockets(at -> fails());
        sockets.first(first);
        CountDownLatch told = new CountDownLatch(1);
        onLoop(() -> {
            sockets.open(asked("127.0.0.2"), channel -> {
                if (loop.inEventLoop() && channel.equals(first)) {
                    told.countDown();
                }
            });
            return null;
        });
        assertEquals(true, told.await(60, TimeUnit.SECONDS));
        CountDownLatch again = new CountDownLatch(1);
        loop.scheduleWithFixedDelay(
                () -> {
                    if (answers(sockets) == null) {
                        again.countDown();
                    }
                },
                0,
                10,
                TimeUnit.MILLISECONDS);
        assertEquals(true, again.await(60, TimeUnit.SECONDS));
    }

    private Channel answers(Sockets sockets) {
        try {
            return sockets.answering(first, asked("127.0.0.2"));
        } catch (UnknownHostException e) {
            return first;
        }
    }

    @Test
    void whatIsNoAddressOfThisMachineTakesNoPlace() throws Exception {
        Sockets sockets = new Sockets(this::bind);
        sockets.first(first);
        Channel left = onLoop(() -> {
            for (int i = 0; i < 100; i++) {
                sockets.open(asked("192.0.2." + i), channel -> {});
            }
            return answers(sockets);
        });
        assertNull(left, "its own is still to be opened");
    }
}
