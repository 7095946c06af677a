package dtp.csp.node;

import dtp.csp.rdp.RdpListener;
import dtp.csp.wire.Crc32c;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.DecodeException;
import dtp.csp.wire.RdpTrailer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A CSP node: frames and time in, frames and calls of handlers out. A plain object owned by one thread, which calls everything
 * but {@link #attach}, {@link #links} and {@link #counters} (any thread): {@link NodeLoop} in real time, a test in virtual time.
 * Times are ns since the start of the node: never negative, never going back.
 *
 * <p>A handler may call the node from inside. Bad packets are dropped and counted, never thrown.
 */
public final class CspNode {
    private static final int REFUSED_FLAGS = CspHeader.HMAC | CspHeader.XTEA | CspHeader.FRAGMENT;
    private static final int SELF_FRAMES_A_TURN = 64;

    private final NodeSettings settings;
    private final Router router;
    private final NodeCounters counters;
    private final Connections connections;
    private final ServiceCalls calls;
    private final PacketHandler[] handlers = new PacketHandler[CspHeader.MAX_PORT + 1];
    private final Agents agents = new Agents();
    private final FrameQueue.Consumer fromSelf = this::onSelfFrame;
    private long selfNowNs;

    /** @param random source of sequence numbers and of the first source port; seeded in tests */
    public CspNode(NodeSettings settings, RandomGenerator random) {
        this.settings = settings;
        router = new Router(settings);
        counters = router.counters();
        Ports ports = new Ports(random, counters);
        connections = new Connections(settings, router, ports, random);
        calls = new ServiceCalls(this, ports);
        new Services(this).bind();
    }

    public NodeSettings settings() {
        return settings;
    }

    public int address() {
        return settings.address();
    }

    public NodeCounters counters() {
        return counters;
    }

    /** Adds a link, without a device yet: {@link NodeLink#connect} gives it one. Any thread. */
    public NodeLink attach(String name, Routes routes) {
        NodeLink link = new NodeLink(name, routes, counters);
        router.links().add(link);
        return link;
    }

    public void detach(NodeLink link) {
        router.links().remove(link);
    }

    public List<NodeLink> links() {
        return List.copyOf(router.links());
    }

    /** A frame of a link: header and data from position to limit. */
    public void onFrame(ByteBuffer frame, long nowNs) {
        receive(frame, false, nowNs);
    }

    private void receive(ByteBuffer frame, boolean fromSelf, long nowNs) {
        counters.count(NodeCounter.FRAMES_RECEIVED);
        counters.add(NodeCounter.BYTES_RECEIVED, frame.remaining());
        if (frame.remaining() > settings.maxFrameBytes()) {
            counters.count(NodeCounter.TOO_LONG);
            return;
        }
        try {
            dispatch(frame, fromSelf, nowNs);
        } catch (DecodeException e) {
            boolean checksum = e.reason() == DecodeException.Reason.BAD_CHECKSUM;
            counters.count(checksum ? NodeCounter.BAD_CHECKSUM : NodeCounter.TOO_SHORT);
        }
    }

    private void dispatch(ByteBuffer frame, boolean fromSelf, long nowNs) throws DecodeException {
        int start = frame.position();
        long header = settings.version().read(frame);
        int destination = CspHeader.destination(header);
        if (destination != settings.address()
                && destination != settings.version().broadcast()) {
            counters.count(NodeCounter.NOT_FOR_US);
            return;
        }
        int source = CspHeader.source(header);
        if (source == settings.version().broadcast() || source == settings.address() && !fromSelf) {
            // nobody sends so: an answer would go to all nodes, or round and round in this one
            counters.count(NodeCounter.SOURCE_REFUSED);
            return;
        }
        if (CspHeader.has(header, REFUSED_FLAGS)) {
            counters.count(NodeCounter.FLAGS_UNSUPPORTED);
            return;
        }
        if (CspHeader.has(header, CspHeader.CRC32)) {
            Crc32c.checkAndStrip(frame, start, frame.position());
        }
        boolean rdp = CspHeader.has(header, CspHeader.RDP);
        // a frame has room for trailers and checksum, which are no room for data
        if (frame.remaining() > settings.maxDataBytes() + (rdp ? RdpTrailer.BYTES : 0)) {
            counters.count(NodeCounter.TOO_LONG);
            return;
        }
        if (rdp) {
            connections.onPacket(header, frame, nowNs);
            return;
        }
        PacketHandler handler = handlers[CspHeader.destinationPort(header)];
        if (handler != null) {
            handler.onPacket(header, frame, nowNs);
        } else if (CspHeader.destinationPort(header) >= PortPool.FIRST) {
            calls.onAnswer(header, frame, nowNs);
        } else {
            counters.count(NodeCounter.NO_HANDLER);
        }
    }

    /** Runs what is due: packets to the node itself, repeats, agents. */
    public void onTime(long nowNs) {
        selfNowNs = nowNs;
        router.toSelf().drain(fromSelf, SELF_FRAMES_A_TURN);
        connections.onTime(nowNs);
        calls.onTime(nowNs);
        agents.onTime(nowNs);
    }

    private void onSelfFrame(int tag, ByteBuffer frame) {
        receive(frame, true, selfNowNs);
    }

    /** When {@link #onTime} wants to be called, {@link Long#MAX_VALUE}: not by itself. */
    public long nextDeadlineNs() {
        if (!router.toSelf().isEmpty()) {
            return 0;
        }
        return Math.min(Math.min(connections.nextDeadlineNs(), calls.nextDeadlineNs()), agents.nextDeadlineNs());
    }

    /**
     * Takes the connectionless packets of a port.
     *
     * @param port 0 to 17; the ports above are those of own connections
     * @throws IllegalStateException when it is taken
     */
    public Binding bind(int port, PacketHandler handler) {
        if (port < 0 || port >= PortPool.FIRST) {
            throw new IllegalArgumentException("a port to be bound is 0 to 17, not " + port);
        }
        if (handlers[port] != null) {
            throw new IllegalStateException("port " + port + " is bound already");
        }
        handlers[port] = handler;
        return () -> {
            if (handlers[port] == handler) {
                handlers[port] = null;
            }
        };
    }

    /** Takes the RDP connections of a port. @throws IllegalStateException when it is taken */
    public Binding listen(int port, Acceptor acceptor) {
        return connections.listen(port, acceptor);
    }

    /** Polls the agent at each turn; one that throws keeps no other from its turn, and rests a second. */
    public Binding add(Agent agent) {
        return agents.add(agent);
    }

    /**
     * Opens an RDP connection. {@code request} goes out with the packet that completes the handshake (csp-dtp.md §9).
     *
     * @param request copied; not empty
     * @return empty: no source port to that node is free, or the table is full; try again later
     */
    public Optional<CspConnection> connect(Target target, ByteBuffer request, RdpListener listener, long nowNs) {
        return connections.connect(target, request, listener, nowNs);
    }

    /** RDP connections there are, of both sides, half-open ones included. */
    public int connectionCount() {
        return connections.count();
    }

    /** A packet to be filled and sent, again and again. */
    public Frame newFrame() {
        return new Frame(settings);
    }

    /**
     * Sends a connectionless packet.
     *
     * @param header of {@link #header}, or made with {@link CspHeader}
     */
    public SendResult send(long header, Frame frame) {
        return router.send(header, frame);
    }

    /**
     * Header of a packet from this node.
     *
     * @param flags {@link CspHeader#CRC32} or 0
     */
    public long header(int priority, int node, int destinationPort, int sourcePort, int flags) {
        int ports = CspHeader.portsAndFlags(destinationPort, sourcePort, flags);
        return CspHeader.of(priority, settings.address(), node, ports);
    }

    /** Round trip to a node as last measured by a connection or a ping, in ns; -1: not known. */
    public long rttNs(int node) {
        return connections.rttNs(node);
    }

    void measured(int node, long sampleNs) {
        connections.measured(node, sampleNs);
    }

    /** Ping, ident and the like, asked of other nodes. */
    public ServiceCalls calls() {
        return calls;
    }

    /** Ends all connections and calls without a packet. */
    public void stop(long nowNs) {
        connections.stop(nowNs);
        calls.stop(nowNs);
    }
}
