package dtp.transport.zmq.net;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import dtp.transport.zmq.wire.Checksum;
import dtp.transport.zmq.wire.Frames;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Scheme {@code zmq}: {@code zmq://host:5555/name}. One thread owns the sockets of all transfers; there is none before the first.
 * Any thread.
 */
public final class ZmqClient implements Transport, AutoCloseable {
    private static final int WORKERS = 2;
    /** Deliveries whose payloads may be read at once. */
    private static final int READERS = 8;
    /** Hosts that are looked up at once: where nobody answers that, it takes long. */
    private static final int LOOKING_UP = 4;

    private static final long MOST_IDLE_BYTES = 16L << 20;
    private static final long MOST_CHUNK_MEMORY = 64L << 20;
    private static final int MOST_REMEMBERED = 1_000;

    private final ClientSettings settings;
    private final ServerAddress.Names names;
    private final Map<String, Checksum> learnt = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Checksum> eldest) {
            return size() > MOST_REMEMBERED;
        }
    });
    private final ReceiveBuffers received = new ReceiveBuffers(ReceiveBuffers.NO_LIMIT, MOST_IDLE_BYTES);
    private final ChunkMemory chunks =
            new ChunkMemory(Math.min(MOST_CHUNK_MEMORY, Runtime.getRuntime().maxMemory() / 8));
    private SocketLoop loop;
    private Workers workers;
    private Workers readers;
    private Workers lookingUp;
    private boolean closed;

    public ZmqClient(ClientSettings settings) {
        this(settings, InetAddress::getByName);
    }

    ZmqClient(ClientSettings settings, ServerAddress.Names names) {
        this.settings = settings;
        this.names = names;
    }

    ChunkMemory chunks() {
        return chunks;
    }

    ReceiveBuffers received() {
        return received;
    }

    ClientSettings settings() {
        return settings;
    }

    /** What the server at that authority is known to take (rule 6). */
    Optional<Checksum> learnt(String authority) {
        return Optional.ofNullable(learnt.get(authority));
    }

    void learn(String authority, Checksum checksum) {
        learnt.put(authority, checksum);
    }

    synchronized SocketLoop loop() {
        if (loop == null) {
            loop = new SocketLoop("dtp-zmq-client", 1);
            workers = new Workers("dtp-zmq-client-work", WORKERS);
            readers = new Workers("dtp-zmq-client-read", READERS);
            lookingUp = new Workers("dtp-zmq-client-names", LOOKING_UP);
            loop.execute(new Staff(loop, List.of(workers, readers, lookingUp))::join);
            if (closed) {
                loop.close();
            }
        }
        return loop;
    }

    synchronized Workers workers() {
        loop();
        return workers;
    }

    /** For one delivery: a payload that blocks holds nobody else up. */
    synchronized Executor reader() {
        loop();
        return readers.serial();
    }

    ServerAddress.Names names() {
        return names;
    }

    /** For look-ups of names: nobody else waits there. */
    synchronized Executor lookingUp() {
        loop();
        return lookingUp;
    }

    /**
     * Those who work for the loop, which goes on handing out until it ends: then they finish what they have [T12]. On the loop's
     * thread.
     */
    private record Staff(SocketLoop loop, List<Workers> all) implements SocketLoop.Owned {
        void join() {
            loop.add(this);
        }

        @Override
        public void onTime(long nowNs) {}

        @Override
        public long nextNs(long nowNs) {
            return Long.MAX_VALUE;
        }

        @Override
        public void shut() {
            all.forEach(Workers::close);
        }
    }

    @Override
    public void check(Endpoint endpoint) {
        if (!endpoint.scheme().equals(ZmqServer.SCHEME)) {
            throw new IllegalArgumentException("this is no zmq endpoint: " + endpoint);
        }
        server(endpoint);
        if (endpoint.name().isEmpty()
                || endpoint.name().getBytes(StandardCharsets.UTF_8).length > Frames.MOST_NAME_BYTES) {
            throw new IllegalArgumentException("a name has 1 to " + Frames.MOST_NAME_BYTES + " bytes (in " + endpoint
                    + "; expected zmq://HOST:PORT/NAME)");
        }
        for (Map.Entry<String, String> option : endpoint.options().entrySet()) {
            boolean known = option.getKey().equals("protocol")
                    && (option.getValue().equals("base") || option.getValue().equals("extended"));
            if (!known) {
                throw new IllegalArgumentException(
                        "the only option of a zmq endpoint is protocol=base or protocol=extended (in " + endpoint
                                + ")");
            }
        }
    }

    private static ServerAddress server(Endpoint endpoint) {
        try {
            return ServerAddress.parse(endpoint.authority());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + " (in " + endpoint + "; expected zmq://HOST:PORT/NAME)", e);
        }
    }

    /** For one transfer. On the loop's thread when it is used. */
    Dealer dealer(Endpoint endpoint, Dealer.Ear ear) {
        return new Dealer(this, server(endpoint), ear);
    }

    @Override
    public Source source(Endpoint endpoint, TransferOptions options) {
        check(endpoint);
        ZmqSource source = new ZmqSource(this, endpoint, options);
        if (isClosed()) {
            source.close();
        }
        return source;
    }

    @Override
    public Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
        check(target);
        ZmqDelivery delivery = new ZmqDelivery(this, payload, target, options, observer);
        if (isClosed()) {
            delivery.close();
        }
        return delivery;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Idempotent; does not wait. What is open ends CLOSED. */
    @Override
    public synchronized void close() {
        closed = true;
        if (loop != null) {
            loop.close();
        }
    }
}
