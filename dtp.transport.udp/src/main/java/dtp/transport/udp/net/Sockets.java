package dtp.transport.udp.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The sockets of a server: the one that it listens at and, where that is a wildcard, one more for each local address that
 * somebody asks at, since an answer comes from there (kftp.md). The kernel gives these what comes for them from then on. The
 * event loop calls.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a datagram socket is as if lost on the way
final class Sockets {
    /** This machine has 16 million loopback addresses. */
    private static final int MOST = 64;

    private static final long AGAIN_MS = 1_000;

    private final Function<InetSocketAddress, ChannelFuture> begin;
    private final List<Channel> all = new ArrayList<>();
    private final Map<InetAddress, Channel> answering = new HashMap<>();
    private Channel first;
    private boolean wildcard;
    private int opening;

    /** @param begin begins to bind a socket that others may share its port with */
    Sockets(Function<InetSocketAddress, ChannelFuture> begin) {
        this.begin = begin;
    }

    /** The one that it listens at is bound. */
    void first(Channel bound) {
        first = bound;
        wildcard = bound.localAddress() instanceof InetSocketAddress at
                && at.getAddress().isAnyLocalAddress();
        all.add(bound);
    }

    /** The socket that answers what {@code heard} was told at {@code asked}; null: it is to be opened first. */
    Channel answering(Channel heard, InetSocketAddress asked) {
        if (!heard.equals(first)
                || !wildcard
                || asked == null
                || asked.getAddress().isAnyLocalAddress()) {
            return heard;
        }
        Channel there = answering.get(asked.getAddress());
        return there == null && opening + all.size() > MOST ? heard : there;
    }

    /**
     * Opens the socket of an address; until it is there, and where there can be none, the first answers. One that could not be
     * opened is tried again when it is asked a second later.
     *
     * @param then is given the one that answers from there
     */
    void open(InetSocketAddress asked, Consumer<Channel> then) {
        InetAddress address = asked.getAddress();
        answering.put(address, first);
        if (!isLocal(address)) {
            then.accept(first);
            return;
        }
        opening++;
        // while sockets are opened only: two servers at one port are still told of each other
        first.config().setOption(ChannelOption.SO_REUSEADDR, true);
        begin.apply(new InetSocketAddress(address, asked.getPort())).addListener((ChannelFuture bound) -> {
            if (first.eventLoop().inEventLoop()) {
                then.accept(opened(address, bound));
            } else {
                // a socket that there is not tells of it on a thread of Netty's own
                first.eventLoop().execute(() -> then.accept(opened(address, bound)));
            }
        });
    }

    private Channel opened(InetAddress address, ChannelFuture bound) {
        if (!first.isOpen()) {
            // the server stops, and its loop closes what was opened
            return first;
        }
        opening--;
        if (opening == 0) {
            first.config().setOption(ChannelOption.SO_REUSEADDR, false);
        }
        if (!bound.isSuccess()) {
            first.eventLoop().schedule(() -> answering.remove(address), AGAIN_MS, TimeUnit.MILLISECONDS);
            return first;
        }
        bound.channel().config().setOption(ChannelOption.SO_REUSEADDR, false);
        answering.put(address, bound.channel());
        all.add(bound.channel());
        return bound.channel();
    }

    /** Not of a broadcast, which can be heard but not be answered from. */
    private static boolean isLocal(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    void flush() {
        all.forEach(Channel::flush);
    }

    void close() {
        all.forEach(Channel::close);
    }
}
