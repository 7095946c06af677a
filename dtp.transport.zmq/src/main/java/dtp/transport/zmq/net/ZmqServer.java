package dtp.transport.zmq.net;

import dtp.api.transport.Peer;
import dtp.api.transport.Serving;
import dtp.api.transport.TransportServer;
import dtp.transport.zmq.machine.ServerMachine;
import dtp.transport.zmq.machine.ServerSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.ZMQException;
import zmq.Msg;
import zmq.SocketBase;
import zmq.ZError;
import zmq.ZMQ;
import zmq.io.Metadata;

/**
 * A ROUTER with its machine. A port that is taken is tried again. Public methods on any thread; the socket and the machine belong
 * to the loop's.
 */
public final class ZmqServer implements TransportServer, AutoCloseable {
    public static final String SCHEME = "zmq";

    private static final Logger LOG = LoggerFactory.getLogger(ZmqServer.class);
    private static final int WORKERS = 2;
    private static final int DISCONNECT_BYTES = 16;
    private static final int SEND_HIGH_WATER = 64;
    /** Messages of one peer that wait in the socket: what comes beyond waits in the network. */
    private static final int RECEIVE_HIGH_WATER = 2;

    /** JeroMQ 0.6 gives a message that did not find room out a second time undecrypted: with CURVE there must be room. */
    static final int NO_HIGH_WATER = 0;

    /** Memory for frames of all peers: this many times what may be in work. */
    private static final long RECEIVED = 6;

    /** The largest chunk must find room. */
    private static final long LEAST_FRAMES = 2;

    private static final int HEARTBEAT_MS = 5_000;
    private static final int HEARTBEAT_TIMEOUT_MS = 15_000;
    private static final int HANDSHAKE_MS = 10_000;
    private static final int FRAME_SPARE = 64 << 10;
    private static final long BIND_AGAIN_NS = 2_000_000_000L;

    private final ServerPlace place;
    private final ServerSettings settings;
    private final SocketLoop loop;
    private final Workers workers;
    private final ReceiveBuffers received;
    private final Router router;
    private volatile int port;
    private volatile int uploads;
    private final AtomicInteger binds = new AtomicInteger();
    private volatile String text = "not listening yet";

    /** Returns at once; binding goes on beside. */
    public ZmqServer(ServerPlace place, ServerSettings settings, Serving serving) {
        this.place = place;
        this.settings = settings;
        loop = new SocketLoop("dtp-zmq-server", 1);
        workers = new Workers("dtp-zmq-server-work", WORKERS);
        received = new ReceiveBuffers(
                Math.max(RECEIVED * settings.mostBytesInWork(), LEAST_FRAMES * settings.mostChunkBytes()),
                RECEIVED * settings.mostBytesInWork());
        router = new Router(serving);
        loop.execute(router::begin);
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public String address() {
        return place.toString();
    }

    @Override
    public OptionalInt port() {
        int now = port;
        return now == 0 ? OptionalInt.empty() : OptionalInt.of(now);
    }

    @Override
    public String text() {
        return port == 0 ? text : text + ", " + uploads + " uploads under way";
    }

    /** For tests and operators: runs on the loop's thread. */
    void execute(Runnable task) {
        loop.execute(task);
    }

    /** How often it was tried to listen. Any thread. */
    int binds() {
        return binds.get();
    }

    /** Idempotent; does not wait. What is under way is suspended, the port is free soon after. */
    @Override
    public void close() {
        loop.close();
        workers.close();
    }

    /** The socket. On the loop's thread. */
    private final class Router extends ServerWork implements SocketLoop.Owned {
        private final byte[] disconnect = new byte[DISCONNECT_BYTES];
        private final ServerMachine machine = new ServerMachine(this, settings);
        private SocketBase socket;
        private long bindNs;
        private boolean ended;

        Router(Serving serving) {
            super(serving, loop, workers, received, new AnswerMemory(settings.mostBytesOut()));
            new SecureRandom().nextBytes(disconnect);
        }

        void begin() {
            place.curve().ifPresent(c -> new ZapDesk(loop, c));
            loop.add(this);
            bind();
        }

        private void bind() {
            binds.incrementAndGet();
            SocketBase made = null;
            String why;
            try {
                made = loop.socket(ZMQ.ZMQ_ROUTER);
                configure(made);
                why = made.bind(place.url()) ? "" : "taken, or no address of this machine";
            } catch (ZMQException e) { // where it looks for an address of the host
                LOG.debug("{} cannot be bound", place, e);
                why = "no address is known for that host: " + e.getMessage();
            } catch (RuntimeException | AssertionError e) { // JeroMQ asserts where it is surprised
                LOG.debug("{} cannot be bound", place, e);
                why = "taken, or no address of this machine: " + e;
            }
            if (why.isEmpty()) {
                listening(made);
            } else {
                loop.close(made);
                bindNs = SocketLoop.nowNs() + BIND_AGAIN_NS;
                text = "not listening: " + place + " cannot be bound (" + why + "); tried again every 2 s";
                LOG.warn("ZeroMQ server {}", text);
            }
        }

        private void listening(SocketBase made) {
            socket = made;
            String last = (String) made.getSocketOptx(ZMQ.ZMQ_LAST_ENDPOINT);
            port = Integer.parseInt(last.substring(last.lastIndexOf(':') + 1));
            text = "listening";
            LOG.info("ZeroMQ server at {}, port {}", place, port);
        }

        private void configure(SocketBase made) {
            made.setSocketOpt(ZMQ.ZMQ_IPV6, place.isIpv6());
            made.setSocketOpt(ZMQ.ZMQ_ROUTER_MANDATORY, true);
            made.setSocketOpt(ZMQ.ZMQ_ROUTER_HANDOVER, false);
            made.setSocketOpt(ZMQ.ZMQ_HEARTBEAT_IVL, HEARTBEAT_MS);
            made.setSocketOpt(ZMQ.ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS);
            made.setSocketOpt(ZMQ.ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS);
            made.setSocketOpt(ZMQ.ZMQ_SNDHWM, SEND_HIGH_WATER);
            made.setSocketOpt(ZMQ.ZMQ_RCVHWM, place.curve().isEmpty() ? RECEIVE_HIGH_WATER : NO_HIGH_WATER);
            made.setSocketOpt(ZMQ.ZMQ_MAXMSGSIZE, (long) settings.mostChunkBytes() + FRAME_SPARE);
            made.setSocketOpt(ZMQ.ZMQ_DISCONNECT_MSG, disconnect);
            if (place.curve().isEmpty()) { // which decrypts into memory of its own
                made.setSocketOpt(ZMQ.ZMQ_MSG_ALLOCATOR, received);
            }
            place.curve().ifPresent(c -> {
                made.setSocketOpt(ZMQ.ZMQ_CURVE_SERVER, true);
                made.setSocketOpt(ZMQ.ZMQ_CURVE_PUBLICKEY, c.keys().publicBytes());
                made.setSocketOpt(ZMQ.ZMQ_CURVE_SECRETKEY, c.keys().secretBytes());
                made.setSocketOpt(ZMQ.ZMQ_ZAP_DOMAIN, "dtp");
            });
        }

        void end() {
            if (ended) {
                return;
            }
            ended = true;
            machine.stop();
            port = 0; // before somebody else can have it
            loop.close(socket);
            socket = null;
            text = "stopped";
            loop.remove(this);
        }

        @Override
        public SocketBase socket() {
            return socket;
        }

        @Override
        public boolean wantsMore() {
            return machine.wantsMore();
        }

        @Override
        public boolean receive() {
            if (socket == null || !machine.wantsMore()) {
                return false;
            }
            List<Msg> parts = Messages.receive(socket);
            if (parts == null) {
                return false;
            }
            byte[] id = parts.get(0).data();
            String name = new String(id, StandardCharsets.ISO_8859_1);
            List<ByteBuffer> frames = received.buffers(parts.subList(1, parts.size()));
            if (frames.size() == 1 && frames.get(0).equals(ByteBuffer.wrap(disconnect))) {
                machine.onDisconnect(name);
            } else {
                boolean delimiter = frames.size() > 1 && !frames.get(0).hasRemaining(); // REQ
                List<ByteBuffer> request = delimiter ? frames.subList(1, frames.size()) : frames;
                Supplier<Peer> peer = () -> peer(id, parts.get(parts.size() - 1).getMetadata());
                if (received.incomplete()) {
                    machine.onIncomplete(name, peer, delimiter, request, SocketLoop.nowNs());
                } else {
                    machine.onMessage(name, peer, delimiter, request, SocketLoop.nowNs());
                }
            }
            received.done();
            uploads = machine.uploads();
            return true;
        }

        private Peer peer(byte[] id, Metadata metadata) {
            String address = metadata == null ? null : metadata.get(Metadata.PEER_ADDRESS);
            String shown = (address == null ? "" : address + " ") + "id "
                    + HexFormat.of().formatHex(id, 0, Math.min(id.length, 16));
            String user = metadata == null ? null : metadata.get(Metadata.USER_ID);
            boolean known = place.curve().isPresent() && user != null && !user.isEmpty();
            return known ? Peer.of(SCHEME, shown, user) : Peer.of(SCHEME, shown);
        }

        @Override
        public Sent send(String peer, List<ByteBuffer> frames) {
            return send(peer, frames, new Msg(frames.get(frames.size() - 1).slice()));
        }

        @Override
        public Sent send(String peer, List<ByteBuffer> frames, Consumer<BooleanSupplier> sent) {
            SentFrame last = new SentFrame(frames.get(frames.size() - 1).slice());
            Sent what = send(peer, frames, last);
            if (what == Sent.YES) {
                sent.accept(last::hasLeft);
            }
            return what;
        }

        private Sent send(String peer, List<ByteBuffer> frames, Msg last) {
            if (socket == null || ended) {
                return Sent.GONE;
            }
            Msg id = new Msg(peer.getBytes(StandardCharsets.ISO_8859_1));
            if (!socket.send(id, ZMQ.ZMQ_DONTWAIT | ZMQ.ZMQ_SNDMORE)) {
                return socket.errno() == ZError.EAGAIN ? Sent.FULL : Sent.GONE;
            }
            return Messages.send(socket, frames, last) ? Sent.YES : Sent.GONE;
        }

        @Override
        public void shut() {
            end();
        }

        @Override
        public void onTime(long nowNs) {
            if (socket == null && !ended && nowNs - bindNs >= 0) {
                bind();
            }
            machine.onTime(nowNs);
            uploads = machine.uploads();
        }

        @Override
        public long nextNs(long nowNs) {
            long due = machine.nextNs();
            return socket == null ? Math.min(due, bindNs) : due;
        }
    }
}
