package dtp.transport.zmq.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import zmq.Msg;
import zmq.SocketBase;
import zmq.ZMQ;

/**
 * A DEALER to one server. Each connection is a socket of its own, so that nothing of an old one is heard or sent again; no
 * routing id is set (rule 9). On the loop's thread.
 */
final class Dealer {
    /** Who lives by it. On the loop's thread. */
    interface Ear {
        void connected(long nowNs);

        /** There is no such host, or no connection can be opened: nothing of what was sent will be answered. */
        void unreachable(String why);

        void disconnected(long nowNs);

        void message(List<ByteBuffer> frames, long nowNs);
    }

    private static final int HIGH_WATER = 1_000;
    private static final int RECEIVE_HIGH_WATER = 64;
    private static final int HEARTBEAT_MS = 5_000;
    private static final int HEARTBEAT_TIMEOUT_MS = 15_000;
    /** Above the time after which we open anew: a socket that is given up must not say HELLO by itself in between. */
    private static final int RECONNECT_MS = 250;

    private static final int MOST_RECONNECT_MS = 2_000;
    /** JeroMQ stalls now and then at connecting; a slow line needs more time, which it gets try by try. */
    private static final int FIRST_HANDSHAKE_MS = 300;

    private static final int MOST_HANDSHAKE_MS = 20_000;
    private static final int LARGEST = (16 << 20) + (64 << 10);
    private static final long OPEN_AGAIN_NS = 100_000_000L;

    private final ZmqClient client;
    private final SocketLoop loop;
    private final ServerAddress server;
    private final Ear ear;
    private Connection connection;
    private int handshakeMs = FIRST_HANDSHAKE_MS;

    Dealer(ZmqClient client, ServerAddress server, Ear ear) {
        this.client = client;
        this.loop = client.loop();
        this.server = server;
        this.ear = ear;
    }

    /** Whatever the network does, messages wait in the socket until it is connected. */
    void send(List<ByteBuffer> frames) {
        if (connection == null) {
            connection = new Connection();
            loop.add(connection);
            connection.lookUp();
        }
        connection.send(frames);
    }

    /** To be run once when nobody reads bytes of the message that is being heard any more. */
    Runnable release(ByteBuffer bytes) {
        return client.received().release(bytes);
    }

    void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    /** One socket. */
    private final class Connection implements SocketLoop.Owned {
        /** Until the server has answered once, all is sent again through a new socket when the connection breaks. */
        private final List<List<ByteBuffer>> unanswered = new ArrayList<>();

        /** Null while the host is looked up. */
        private SocketBase socket;

        private boolean answered;
        private volatile boolean over;
        private long openAgainNs = Long.MAX_VALUE;

        /**
         * Never on the loop's thread, where all transfers would wait for the name, nor by JeroMQ, which has one thread for all as
         * well. A socket connects itself again to the address that was found; a new one looks for it anew.
         */
        void lookUp() {
            if (server.isName()) {
                client.lookingUp().execute(this::find);
            } else {
                find();
            }
        }

        private void find() {
            if (over) {
                return;
            }
            try {
                InetAddress found = client.names().find(server.host());
                loop.execute(() -> open(found));
            } catch (UnknownHostException | RuntimeException e) {
                loop.execute(() -> unreachable("the host is not found (" + e.getMessage() + ")"));
            }
        }

        private void unreachable(String why) {
            if (!over) {
                ear.unreachable(why);
            }
        }

        private void open(InetAddress address) {
            if (over) {
                return;
            }
            SocketBase made = null;
            try {
                made = loop.socket(ZMQ.ZMQ_DEALER);
                prepare(made);
                made.setSocketOpt(ZMQ.ZMQ_IPV6, address instanceof Inet6Address);
                if (!made.connect(server.url(address))) {
                    throw new IllegalStateException("ZeroMQ error " + made.errno());
                }
            } catch (RuntimeException e) {
                loop.close(made);
                unreachable("no connection can be opened (" + e.getMessage() + ")");
                return;
            }
            socket = made;
            unanswered.forEach(frames -> Messages.send(socket, frames));
        }

        private void prepare(SocketBase made) {
            made.setSocketOpt(ZMQ.ZMQ_HANDSHAKE_IVL, handshakeMs);
            made.setSocketOpt(ZMQ.ZMQ_HEARTBEAT_IVL, HEARTBEAT_MS);
            made.setSocketOpt(ZMQ.ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS);
            made.setSocketOpt(ZMQ.ZMQ_RECONNECT_IVL, RECONNECT_MS);
            made.setSocketOpt(ZMQ.ZMQ_RECONNECT_IVL_MAX, MOST_RECONNECT_MS);
            made.setSocketOpt(ZMQ.ZMQ_SNDHWM, HIGH_WATER);
            made.setSocketOpt(ZMQ.ZMQ_MAXMSGSIZE, (long) LARGEST);
            ClientSettings settings = client.settings();
            String serverKey = settings.serverKeys().get(server);
            if (serverKey == null) {
                made.setSocketOpt(ZMQ.ZMQ_MSG_ALLOCATOR, client.received());
                made.setSocketOpt(ZMQ.ZMQ_RCVHWM, RECEIVE_HIGH_WATER);
            } else { // decrypts into memory of its own
                Curve.Keys own = settings.keys().orElseThrow();
                made.setSocketOpt(ZMQ.ZMQ_RCVHWM, ZmqServer.NO_HIGH_WATER);
                made.setSocketOpt(ZMQ.ZMQ_CURVE_SERVERKEY, Curve.decode(serverKey));
                made.setSocketOpt(ZMQ.ZMQ_CURVE_PUBLICKEY, own.publicBytes());
                made.setSocketOpt(ZMQ.ZMQ_CURVE_SECRETKEY, own.secretBytes());
            }
            made.setEventHook(
                    event -> loop.execute(() -> happened(made, event.event)),
                    ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL | ZMQ.ZMQ_EVENT_DISCONNECTED);
        }

        private void happened(SocketBase which, int event) {
            if (over || which != socket) {
                return;
            }
            long nowNs = SocketLoop.nowNs();
            if (event == ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL) {
                ear.connected(nowNs);
            } else if (answered) {
                over = true;
                ear.disconnected(nowNs);
            } else {
                handshakeMs = Math.min(MOST_HANDSHAKE_MS, 2 * handshakeMs);
                openAgainNs = nowNs + OPEN_AGAIN_NS;
            }
        }

        void send(List<ByteBuffer> frames) {
            if (!answered) {
                unanswered.add(frames);
            }
            if (socket != null) {
                Messages.send(socket, frames);
            }
        }

        void close() {
            over = true;
            loop.remove(this);
            loop.close(socket);
            socket = null;
        }

        @Override
        public SocketBase socket() {
            return socket;
        }

        @Override
        public boolean receive() {
            List<Msg> parts = over || socket == null ? null : Messages.receive(socket);
            if (parts == null) {
                return false;
            }
            answered = true;
            openAgainNs = Long.MAX_VALUE; // the socket has connected itself again before we did
            unanswered.clear();
            ear.message(client.received().buffers(parts), SocketLoop.nowNs());
            return true;
        }

        @Override
        public boolean wantsMore() {
            return !over;
        }

        @Override
        public void shut() {
            close();
        }

        @Override
        public void onTime(long nowNs) {
            if (!over && nowNs - openAgainNs >= 0) {
                openAgainNs = Long.MAX_VALUE;
                loop.close(socket);
                socket = null;
                lookUp();
            }
        }

        @Override
        public long nextNs(long nowNs) {
            return over ? Long.MAX_VALUE : openAgainNs;
        }
    }
}
