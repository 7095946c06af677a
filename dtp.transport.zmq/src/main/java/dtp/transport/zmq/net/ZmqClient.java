package dtp.transport.zmq.net;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import dtp.transport.zmq.wire.Checksum;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Scheme {@code zmq}: {@code zmq://host:5555/name}. One thread owns the sockets of all transfers; there is none before the first.
 * Any thread.
 */
public final class ZmqClient implements Transport, AutoCloseable {
    private static final int DEFAULT_PORT = 5_555;
    private static final int WORKERS = 2;
    /** Deliveries whose payloads may be read at once. */
    private static final int READERS = 8;

    private static final long MOST_IDLE_BYTES = 16L << 20;
    private static final long MOST_CHUNK_MEMORY = 64L << 20;
    private static final int MOST_REMEMBERED = 1_000;
    private static final int MOST_NAME_BYTES = 255;

    private final ClientSettings settings;
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
    private boolean closed;

    public ZmqClient(ClientSettings settings) {
        this.settings = settings;
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
            if (closed) {
                end();
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

    private synchronized void end() {
        loop.close();
        workers.close();
        readers.close();
    }

    @Override
    public void check(Endpoint endpoint) {
        if (!endpoint.scheme().equals(ZmqServer.SCHEME)) {
            throw new IllegalArgumentException("this is no zmq endpoint: " + endpoint);
        }
        hostAndPort(endpoint);
        if (endpoint.name().isEmpty()
                || endpoint.name().getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MOST_NAME_BYTES) {
            throw new IllegalArgumentException("a name has 1 to " + MOST_NAME_BYTES + " bytes (in " + endpoint
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

    /** As JeroMQ wants it. */
    static String hostAndPort(Endpoint endpoint) {
        String authority = endpoint.authority();
        int colon = authority.lastIndexOf(':');
        boolean bracketed = authority.startsWith("[") && authority.endsWith("]");
        if (colon < 0 || bracketed) {
            return checkedHost(authority, endpoint) + ":" + DEFAULT_PORT;
        }
        String port = authority.substring(colon + 1);
        boolean digits = !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not \"" + port + "\" (in "
                    + endpoint + "; expected zmq://HOST:PORT/NAME)");
        }
        return checkedHost(authority.substring(0, colon), endpoint) + ":" + port;
    }

    private static String checkedHost(String host, Endpoint endpoint) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
        boolean plain = !host.isEmpty() && host.chars().noneMatch(c -> ":,;@/*[]".indexOf(c) >= 0);
        if (!bracketed && !plain) {
            throw new IllegalArgumentException("a host is a name or an address, an IPv6 one in brackets, not \"" + host
                    + "\" (in " + endpoint + "; expected zmq://HOST:PORT/NAME)");
        }
        return host;
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
            end();
        }
    }
}
