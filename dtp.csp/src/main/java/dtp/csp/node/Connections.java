package dtp.csp.node;

import dtp.csp.rdp.RdpConnection;
import dtp.csp.rdp.RdpDrop;
import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpListener;
import dtp.csp.rdp.RdpOutput;
import dtp.csp.rdp.RdpPort;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.DecodeException;
import dtp.csp.wire.RdpTrailer;
import dtp.csp.wire.SynOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** All RDP connections of a node, of both sides: finds the one that a packet is for, makes new ones, runs their timers. The node's thread. */
final class Connections {
    private final NodeSettings settings;
    private final Router router;
    private final Ports ports;
    private final NodeCounters counters;
    private final RandomGenerator random;
    private final Frame frame;
    private final Acceptor[] acceptors = new Acceptor[CspHeader.MAX_PORT + 1];
    private final Map<Long, CspConnection> byKey = new HashMap<>();
    private final List<CspConnection> all = new ArrayList<>();
    private final Map<Integer, Long> rttNs = new HashMap<>();
    private final int mostAccepted;
    private int accepted;

    Connections(NodeSettings settings, Router router, Ports ports, RandomGenerator random) {
        this.settings = settings;
        this.router = router;
        this.ports = ports;
        this.counters = router.counters();
        this.random = random;
        this.frame = new Frame(settings);
        // SYNs of others, forged ones too, leave room for own connections
        this.mostAccepted = settings.maxConnections() - settings.maxConnections() / 4;
    }

    Binding listen(int port, Acceptor acceptor) {
        if (acceptors[port] != null) {
            throw new IllegalStateException("port " + port + " is listened on already");
        }
        acceptors[port] = acceptor;
        return () -> {
            if (acceptors[port] == acceptor) {
                acceptors[port] = null;
            }
        };
    }

    Optional<CspConnection> connect(Target target, ByteBuffer request, RdpListener listener, long nowNs) {
        checkLength(request, settings.maxDataBytes());
        if (all.size() >= settings.maxConnections()) {
            counters.count(NodeCounter.TABLE_FULL);
            return Optional.empty();
        }
        int port = ports.take(target.node(), nowNs);
        if (port < 0) {
            return Optional.empty();
        }
        CspConnection connection = new CspConnection(target.node(), target.port(), port, target.crc32());
        RdpPort both = new RdpPort(new Output(connection), new ClientEvents(connection));
        RdpConnection rdp = RdpConnection.client(target.options(), random.nextInt(), rttNs(target.node()), both);
        connection.begin(rdp, listener, settings.maxDataBytes());
        add(connection);
        rdp.open(request, nowNs);
        return Optional.of(connection);
    }

    static void checkLength(ByteBuffer data, int maxDataBytes) {
        if (data.remaining() > maxDataBytes || !data.hasRemaining()) {
            throw new IllegalArgumentException(
                    "a packet has 1 to " + maxDataBytes + " bytes of data, not " + data.remaining());
        }
    }

    long rttNs(int node) {
        return rttNs.getOrDefault(node, -1L);
    }

    void measured(int node, long sampleNs) {
        rttNs.merge(node, sampleNs, (known, sample) -> known + (sample - known) / 8);
    }

    void onPacket(long header, ByteBuffer packet, long nowNs) throws DecodeException {
        RdpTrailer trailer = RdpTrailer.strip(packet);
        int peer = CspHeader.source(header);
        int peerPort = CspHeader.sourcePort(header);
        CspConnection connection = byKey.get(CspConnection.key(peer, peerPort, CspHeader.destinationPort(header)));
        boolean syn = trailer.flags() == RdpTrailer.SYN;
        boolean fresh = syn && (connection == null || acceptors[connection.localPort()] != null);
        if (fresh && (connection == null || !connection.rdp().begunBy(trailer.seq()))) {
            // csp-dtp.md §10.7: another seq on a known connection is a new connection
            onSyn(header, trailer, packet, nowNs);
        } else if (connection == null) {
            counters.count(NodeCounter.NO_CONNECTION);
        } else {
            connection.rdp().onPacket(trailer, packet, nowNs);
        }
    }

    private void onSyn(long header, RdpTrailer trailer, ByteBuffer data, long nowNs) {
        int localPort = CspHeader.destinationPort(header);
        SynOptions options;
        try {
            options = SynOptions.decode(data);
        } catch (DecodeException e) {
            counters.count(NodeCounter.BAD_SYN);
            return;
        }
        if (acceptors[localPort] == null) {
            counters.count(NodeCounter.NO_LISTENER);
            return;
        }
        boolean crc32 = CspHeader.has(header, CspHeader.CRC32);
        CspConnection connection =
                new CspConnection(CspHeader.source(header), CspHeader.sourcePort(header), localPort, crc32);
        CspConnection old = byKey.get(connection.key());
        if (old != null) {
            old.abort(RdpEnd.REPLACED, nowNs);
        }
        if (accepted >= mostAccepted || all.size() >= settings.maxConnections()) {
            counters.count(NodeCounter.TABLE_FULL);
            return;
        }
        accepted++;
        RdpPort both = new RdpPort(new Output(connection), new ServerEvents(connection));
        RdpConnection rdp = RdpConnection.server(settings.rdp(), random.nextInt(), both);
        connection.begin(rdp, null, settings.maxDataBytes());
        add(connection);
        rdp.accept(options, trailer.seq(), nowNs);
    }

    private void add(CspConnection connection) {
        byKey.put(connection.key(), connection);
        all.add(connection);
    }

    private void remove(CspConnection connection) {
        byKey.remove(connection.key(), connection);
        all.remove(connection);
        long measured = connection.rdp().rttNs();
        if (measured >= 0) {
            rttNs.put(connection.peer(), measured);
        }
    }

    void onTime(long nowNs) {
        // backwards: a connection that ends takes itself out, one that begins stands at the end
        for (int i = all.size() - 1; i >= 0; i--) {
            if (i < all.size() && all.get(i).rdp().nextDeadlineNs() <= nowNs) {
                all.get(i).rdp().onTime(nowNs);
            }
        }
    }

    long nextDeadlineNs() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < all.size(); i++) {
            next = Math.min(next, all.get(i).rdp().nextDeadlineNs());
        }
        return next;
    }

    int count() {
        return all.size();
    }

    /** Ends all without a packet. */
    void stop(long nowNs) {
        for (CspConnection connection : List.copyOf(all)) {
            connection.abort(RdpEnd.STOPPED, nowNs);
        }
    }

    /** Packets of one connection on their way down. */
    private final class Output implements RdpOutput {
        private final CspConnection connection;

        Output(CspConnection connection) {
            this.connection = connection;
        }

        @Override
        public void transmit(boolean control, RdpTrailer trailer, ByteBuffer data) {
            // csp-dtp.md §4: control packets go with priority HIGH, data with that of the connection
            int priority = control || data.remaining() == 0 ? CspHeader.HIGH : CspHeader.NORMAL;
            int flags = CspHeader.RDP | (connection.crc32() ? CspHeader.CRC32 : 0);
            int ports = CspHeader.portsAndFlags(connection.peerPort(), connection.localPort(), flags);
            frame.payload().put(data);
            trailer.encode(frame.extend(RdpTrailer.BYTES));
            router.send(CspHeader.of(priority, settings.address(), connection.peer(), ports), frame);
        }

        @Override
        public void dropped(RdpDrop why) {
            counters.count(
                    switch (why) {
                        case FOREIGN -> NodeCounter.RDP_FOREIGN;
                        case REPEATED_SYN -> NodeCounter.RDP_REPEATED_SYN;
                        case DUPLICATE -> NodeCounter.RDP_DUPLICATE;
                        case OUT_OF_ORDER -> NodeCounter.RDP_OUT_OF_ORDER;
                        case EACK -> NodeCounter.RDP_EACK;
                        case CLOSED -> NodeCounter.RDP_CLOSED;
                    });
        }
    }

    /** Passes events on to the user, and takes the connection out of the table before the last one. */
    private class ClientEvents implements RdpListener {
        final CspConnection connection;

        ClientEvents(CspConnection connection) {
            this.connection = connection;
        }

        @Override
        public void onOpen(long nowNs) {
            connection.listener().onOpen(nowNs);
        }

        @Override
        public void onData(ByteBuffer data, long nowNs) {
            connection.listener().onData(data, nowNs);
        }

        @Override
        public void onAcknowledged(long nowNs) {
            connection.listener().onAcknowledged(nowNs);
        }

        @Override
        public void onResetAhead(long nowNs) {
            connection.listener().onResetAhead(nowNs);
        }

        @Override
        public void onClosed(RdpEnd end, long nowNs) {
            remove(connection);
            ports.release(connection.peer(), connection.localPort(), end.clean(), nowNs);
            connection.listener().onClosed(end, nowNs);
        }
    }

    /** A server's connection has no user before its handshake is complete: a SYN alone costs nobody above anything. */
    private final class ServerEvents extends ClientEvents {
        ServerEvents(CspConnection connection) {
            super(connection);
        }

        @Override
        public void onOpen(long nowNs) {
            Acceptor acceptor = acceptors[connection.localPort()];
            RdpListener user = acceptor == null ? null : acceptor.accept(connection, nowNs);
            if (user == null) {
                connection.close(nowNs);
            } else {
                connection.listener(user);
                user.onOpen(nowNs);
            }
        }

        @Override
        public void onClosed(RdpEnd end, long nowNs) {
            accepted--;
            remove(connection);
            if (connection.listener() != null) {
                connection.listener().onClosed(end, nowNs);
            }
        }
    }
}
