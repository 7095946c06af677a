package dtp.transport.udp.net;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import dtp.transport.udp.machine.Buffers;
import dtp.transport.udp.machine.Surroundings;
import dtp.transport.udp.wire.Limits;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** KFTP as a transport: one event loop for all gets and puts, and threads that read payloads. Any thread. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a datagram socket is as if lost on the way
public final class KftpTransport implements Transport, AutoCloseable {
    public static final String SCHEME_KFTP = "kftp";

    private static final Set<String> OPTIONS = Set.of("piece", "digest");

    private final Platform platform;
    private final EventLoopGroup group;
    private final ExecutorService readers = Platform.readers("dtp-kftp-read");
    private final Names names;
    private final Buffers buffers = new Buffers();
    private final RandomGenerator random;

    /** @param random used by the event loop only */
    public KftpTransport(RandomGenerator random) {
        this(random, new Platform(), InetAddress::getByName);
    }

    KftpTransport(RandomGenerator random, Platform platform, Names.Resolver resolver) {
        this.random = random;
        names = new Names(resolver);
        this.platform = platform;
        group = platform.group("dtp-kftp");
        // threads are there from the start: what a source opens is gone when it closes
        group.next().execute(() -> {});
        for (int i = 0; i < Platform.READERS; i++) {
            readers.execute(() -> {});
        }
    }

    @Override
    public void check(Endpoint endpoint) {
        if (!endpoint.scheme().equals(SCHEME_KFTP)) {
            throw new IllegalArgumentException("expected kftp://host/name but was " + endpoint);
        }
        Hosts unused = Hosts.parse(endpoint.authority());
        int bytes = endpoint.name().getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > Limits.MAX_NAME || endpoint.name().indexOf(0) >= 0) {
            throw new IllegalArgumentException("a name has 1 to " + Limits.MAX_NAME + " bytes, but it has " + bytes);
        }
        for (String key : endpoint.options().keySet()) {
            if (!OPTIONS.contains(key)) {
                throw new IllegalArgumentException("KFTP knows the options piece and digest, but not " + key);
            }
        }
        int known = piece(endpoint, TransferOptions.defaults());
        String digest = endpoint.options().getOrDefault("digest", "none");
        if (known < 1 || !Set.of("none", "sha1", "sha256").contains(digest)) {
            throw new IllegalArgumentException("digest is none, sha1 or sha256, but it is " + digest);
        }
    }

    /** Bytes of a piece to ask for. */
    static int piece(Endpoint endpoint, TransferOptions options) {
        String text = endpoint.options().get("piece");
        if (text == null) {
            return Math.max(
                    Limits.MIN_PIECE, Math.min(Limits.MAX_PIECE, options.mtu().orElse(Limits.DEFAULT_PIECE)));
        }
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int piece = digits ? Integer.parseInt(text) : 0;
        if (piece < Limits.MIN_PIECE || piece > Limits.MAX_PIECE) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "piece is %d to %d bytes", Limits.MIN_PIECE, Limits.MAX_PIECE));
        }
        return piece;
    }

    /** The digest to ask for: none at level PROCESS, where nothing is hashed for its own sake. */
    static String digest(Endpoint endpoint, TransferOptions options) {
        String usual = options.durability() == TransferOptions.Durability.PROCESS ? "none" : "sha256";
        String digest = endpoint.options().getOrDefault("digest", usual);
        return digest.equals("none") ? "" : digest;
    }

    @Override
    public Source source(Endpoint endpoint, TransferOptions options) {
        check(endpoint);
        return new KftpSource(this, endpoint, options);
    }

    @Override
    public Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
        check(target);
        return new KftpDelivery(this, payload, target, options, observer);
    }

    Carrier carrier(Consumer<Throwable> broken) {
        return new Carrier(platform, group, loop(), broken);
    }

    EventLoop loop() {
        return group.next();
    }

    Names names() {
        return names;
    }

    Surroundings surroundings(Carrier carrier) {
        return new Ground(loop(), readers, buffers, random, carrier::run);
    }

    /** What was made of it must have been closed before. Returns when the loop has ended; not called by it. */
    @Override
    public void close() {
        names.close();
        Platform.end(group, readers);
    }
}
