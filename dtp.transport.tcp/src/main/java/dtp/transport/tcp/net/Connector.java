package dtp.transport.tcp.net;

import dtp.transport.tcp.machine.Speech;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

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

    /** The pool has granted it, or was told. */
    void connect(Address address, Attempt attempt) {
        if (NetUtil.isValidIpV4Address(address.host()) || NetUtil.isValidIpV6Address(address.host())) {
            resolve(address, attempt);
            return;
        }
        try {
            loops.resolvers().execute(() -> resolve(address, attempt));
        } catch (RejectedExecutionException e) {
            tell(address, attempt, null, e);
        }
    }

    /** A name may take long. */
    private void resolve(Address address, Attempt attempt) {
        InetSocketAddress where = attempt.isCancelled()
                ? InetSocketAddress.createUnresolved(address.host(), address.port())
                : new InetSocketAddress(address.host(), address.port());
        try {
            attempt.loop().execute(() -> connect(address, where, attempt));
        } catch (RejectedExecutionException e) {
            tell(address, attempt, null, e);
        }
    }

    private void tell(Address address, Attempt attempt, Carrier made, Throwable failed) {
        if (made == null) {
            pool.closed(address);
        } else {
            made.channel().closeFuture().addListener(gone -> pool.closed(address));
        }
        attempt.tell(made, failed);
    }

    private void connect(Address address, InetSocketAddress where, Attempt attempt) {
        if (attempt.isCancelled()) {
            tell(address, attempt, null, new CancellationException("not wanted any more"));
            return;
        }
        if (where.isUnresolved()) { // Netty would try again, on the loop
            tell(address, attempt, null, new UnknownHostException(address.host() + " is not known"));
            return;
        }
        Bootstrap bootstrap = new Bootstrap()
                .group(attempt.loop())
                .channel(loops.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(Integer.MAX_VALUE, attempt.timeoutMs()))
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
            attempt.begun(connecting.channel());
            connecting.addListener(ready -> {
                if (ready.isSuccess()) {
                    tell(
                            address,
                            attempt,
                            (Carrier) connecting.channel().pipeline().get("carrier"),
                            null);
                } else {
                    tell(address, attempt, null, ready.cause());
                }
            });
        } catch (IllegalStateException | RejectedExecutionException e) {
            tell(address, attempt, null, e);
        }
    }

    void close() {
        pool.close();
    }
}
