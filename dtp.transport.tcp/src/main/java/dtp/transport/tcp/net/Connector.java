package dtp.transport.tcp.net;

import dtp.transport.tcp.machine.Speech;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Opens connections and remembers what servers speak. Any thread. */
@SuppressWarnings("FutureReturnValueIgnored") // failures come back through the pipeline or a listener
final class Connector {
    /** Of one read: larger ones save a fifth of the time of a fast download, more than this none. */
    private static final int RECEIVE_BYTES = 1 << 20;

    private static final long REMEMBER_NS = TimeUnit.HOURS.toNanos(1);
    private static final int MOST_REMEMBERED = 4_096;

    private record Remembered(Speech speech, long atNs) {}

    private final Loops loops;
    private final Tls tls;
    private final ConnectionPool pool;
    private final Map<Address, Remembered> remembered = new ConcurrentHashMap<>();

    Connector(Loops loops, Tls tls) {
        this.loops = loops;
        this.tls = tls;
        pool = new ConnectionPool(loops);
    }

    Loops loops() {
        return loops;
    }

    /** For 1 hour (tcp.md "Recognising"). */
    Speech speech(Address address) {
        Remembered known = remembered.get(address);
        return known == null || System.nanoTime() - known.atNs() > REMEMBER_NS ? Speech.UNKNOWN : known.speech();
    }

    void remember(Address address, Speech speech) {
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(address, new Remembered(speech, System.nanoTime()));
    }

    /** A request to it got no ranged answer: before the next upload it is asked. */
    void doubt(Address address) {
        remembered.computeIfPresent(
                address,
                (where, known) ->
                        known.speech() == Speech.RANGED ? new Remembered(Speech.RANGED_BEFORE, known.atNs()) : known);
    }

    ConnectionPool pool() {
        return pool;
    }

    /**
     * The pool has granted it, or was told.
     *
     * @param told on the loop: the carrier, or why there is none
     */
    void connect(Address address, EventLoop loop, long timeoutMs, BiConsumer<Carrier, Throwable> told) {
        BiConsumer<Carrier, Throwable> done = (made, failed) -> {
            if (made == null) {
                pool.closed(address);
            } else {
                made.channel().closeFuture().addListener(gone -> pool.closed(address));
            }
            told.accept(made, failed);
        };
        if (NetUtil.isValidIpV4Address(address.host()) || NetUtil.isValidIpV6Address(address.host())) {
            InetSocketAddress where = new InetSocketAddress(address.host(), address.port());
            onLoop(loop, () -> connect(address, where, loop, timeoutMs, done), done);
            return;
        }
        try {
            loops.resolvers().execute(() -> {
                // a name may take long to resolve
                InetSocketAddress where = new InetSocketAddress(address.host(), address.port());
                onLoop(loop, () -> connect(address, where, loop, timeoutMs, done), done);
            });
        } catch (RejectedExecutionException e) {
            done.accept(null, e);
        }
    }

    private static void onLoop(EventLoop loop, Runnable task, BiConsumer<Carrier, Throwable> done) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            done.accept(null, e);
        }
    }

    private void connect(
            Address address,
            InetSocketAddress where,
            EventLoop loop,
            long timeoutMs,
            BiConsumer<Carrier, Throwable> done) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(loops.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(Integer.MAX_VALUE, timeoutMs))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (address.tls()) {
                            channel.pipeline().addLast("tls", tls.client(address.host(), address.port()));
                        }
                        Carrier carrier = new Carrier(channel, loops.readers());
                        channel.config().setRecvByteBufAllocator(carrier.readSizes(RECEIVE_BYTES));
                        channel.pipeline().addLast("carrier", carrier);
                    }
                });
        try {
            var connecting = bootstrap.connect(where);
            connecting.addListener(ready -> {
                if (ready.isSuccess()) {
                    done.accept((Carrier) connecting.channel().pipeline().get("carrier"), null);
                } else {
                    done.accept(null, ready.cause());
                }
            });
        } catch (IllegalStateException | RejectedExecutionException e) {
            done.accept(null, e);
        }
    }

    void close() {
        pool.close();
    }
}
