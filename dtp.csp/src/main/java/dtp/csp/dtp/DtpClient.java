package dtp.csp.dtp;

import dtp.csp.node.Agent;
import dtp.csp.node.Binding;
import dtp.csp.node.CspConnection;
import dtp.csp.node.CspNode;
import dtp.csp.node.NodeHandle;
import dtp.csp.node.PacketHandler;
import dtp.csp.node.Target;
import dtp.csp.rdp.RdpOptions;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.DtpData;
import dtp.csp.wire.DtpRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The client's side of DTP on one node, for all sessions of this process: listens on port 8 from the start (csp-dtp.md §9: data
 * may come before the response), knows every session id, and opens connections when it is their turn. The node's thread, but
 * for {@link #counters}.
 */
public final class DtpClient implements Agent, PacketHandler {
    static final int REQUEST_PORT = 7;
    static final int DATA_PORT = 8;

    private static final long NS_PER_MS = 1_000_000L;
    private static final long RETRY_NS = 100 * NS_PER_MS;

    private final NodeHandle handle;
    private final CspNode node;
    private final ClientSettings settings;
    private final DtpCounters counters = new DtpCounters();
    private final SessionIds ids;
    private final Map<Integer, DtpPeer> peers = new HashMap<>();
    private final List<DtpPeer> peerList = new ArrayList<>();
    private final List<DtpExchange> running = new ArrayList<>();
    private final List<DtpFetch> delayed = new ArrayList<>();
    private final List<DtpDownload> downloads = new ArrayList<>();
    private final List<Binding> bindings = new ArrayList<>();
    private final Pings pings;
    private boolean stopped;
    private DtpExchange last;
    private long lastNowNs;

    /** @param random source of session ids */
    public DtpClient(NodeHandle handle, ClientSettings settings, RandomGenerator random) {
        this.handle = handle;
        this.node = handle.node();
        this.settings = settings;
        this.ids = new SessionIds(random);
        this.pings = new Pings(node);
    }

    boolean isStopped() {
        return stopped;
    }

    /** Takes port 8. @throws IllegalStateException when somebody else has it */
    public void start() {
        bindings.add(node.bind(DATA_PORT, this));
        bindings.add(node.add(this));
    }

    /** Ends every fetch CLOSED and gives port 8 back. */
    public void stop(long nowNs) {
        stopped = true;
        for (DtpDownload download : List.copyOf(downloads)) {
            download.close(nowNs);
        }
        bindings.forEach(Binding::close);
        bindings.clear();
    }

    NodeHandle handle() {
        return handle;
    }

    CspNode node() {
        return node;
    }

    ClientSettings settings() {
        return settings;
    }

    /** Any thread. */
    public DtpCounters counters() {
        return counters;
    }

    Pings pings() {
        return pings;
    }

    DtpPeer peer(int address) {
        DtpPeer peer = peers.get(address);
        if (peer == null) {
            peer = new DtpPeer(address, this);
            peers.put(address, peer);
            peerList.add(peer);
        }
        return peer;
    }

    void began(DtpDownload download) {
        downloads.add(download);
    }

    void closed(DtpDownload download) {
        downloads.remove(download);
    }

    /** Data of a source that was closed, to those that came after it. */
    boolean offerToNext(DtpDownload before, DtpExchange exchange, long chunk, ByteBuffer data, long nowNs) {
        for (int i = 0; i < downloads.size(); i++) {
            if (downloads.get(i).takeFrom(before, exchange, chunk, data, nowNs)) {
                return true;
            }
        }
        return false;
    }

    int freshId() {
        return ids.fresh();
    }

    /** Largest MTU that this node can take. */
    int largestMtu() {
        return node.settings().maxDataBytes();
    }

    /**
     * Sends a request: the packet that completes the handshake (csp-dtp.md §9).
     *
     * @return false: no source port or no room for a connection just now
     */
    boolean send(DtpExchange exchange, DtpPeer peer, long idleTimeoutNs, long nowNs) {
        DtpRequest request = exchange.request();
        ByteBuffer bytes = ByteBuffer.allocate(request.encodedBytes());
        request.encode(bytes);
        bytes.flip();
        long silenceMs = Math.max(1, idleTimeoutNs / NS_PER_MS);
        RdpOptions base = node.settings().rdp();
        RdpOptions options = base.withTimeouts(silenceMs, Math.max(silenceMs, base.silenceTimeoutMs()));
        ids.add(exchange);
        Target target = new Target(peer.node(), REQUEST_PORT, settings.crc32(), options);
        Optional<CspConnection> connection = node.connect(target, bytes, exchange, nowNs);
        if (connection.isEmpty()) {
            ids.remove(exchange);
            return false;
        }
        exchange.begin(connection.get(), nowNs);
        counters.count(DtpCounter.REQUESTS);
        peer.connections().opened(exchange);
        running.add(exchange);
        return true;
    }

    /** Its connection is gone, and nobody waits for its round. */
    void over(DtpExchange exchange) {
        running.remove(exchange);
    }

    /** Data with its id are not taken any more. */
    void forget(DtpExchange exchange) {
        ids.remove(exchange);
        if (last == exchange) {
            last = null;
        }
    }

    /** No source port was free: the fetch asks for its turn again a little later. */
    void later(DtpFetch fetch, long atNs) {
        fetch.wakeNs(atNs);
        if (!delayed.contains(fetch)) {
            delayed.add(fetch);
        }
    }

    void later(DtpFetch fetch) {
        later(fetch, lastNowNs + RETRY_NS);
    }

    void notLater(DtpFetch fetch) {
        delayed.remove(fetch);
    }

    @Override
    public void onPacket(long header, ByteBuffer packet, long nowNs) {
        if (packet.remaining() < DtpData.HEADER_BYTES) {
            counters.count(DtpCounter.DATA_TOO_SHORT);
            return;
        }
        int id = DtpData.sessionId(packet);
        DtpExchange exchange = last;
        if (exchange == null || exchange.sessionId() != id) {
            exchange = ids.find(id);
            if (exchange == null) {
                counters.count(DtpCounter.DATA_UNKNOWN_ID);
                return;
            }
            last = exchange;
        }
        counters.count(DtpCounter.DATA_PACKETS);
        exchange.onPacket(CspHeader.source(header), packet, nowNs);
    }

    @Override
    public long nextDeadlineNs() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < running.size(); i++) {
            next = Math.min(next, running.get(i).nextDeadlineNs());
        }
        for (int i = 0; i < delayed.size(); i++) {
            next = Math.min(next, delayed.get(i).wakeNs());
        }
        for (int i = 0; i < peerList.size(); i++) {
            next = Math.min(next, peerList.get(i).connections().nextDeadlineNs());
        }
        return next;
    }

    @Override
    public void onTime(long nowNs) {
        lastNowNs = nowNs;
        for (int i = running.size() - 1; i >= 0; i--) {
            if (i < running.size()) {
                running.get(i).onTime(nowNs);
            }
        }
        for (int i = delayed.size() - 1; i >= 0; i--) {
            if (delayed.get(i).wakeNs() <= nowNs) {
                delayed.remove(i).advance(nowNs);
            }
        }
        for (int i = 0; i < peerList.size(); i++) {
            peerList.get(i).connections().onTime(nowNs);
        }
    }
}
