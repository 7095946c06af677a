package dtp.csp.dtp;

import dtp.api.transport.Serving;
import dtp.csp.node.Acceptor;
import dtp.csp.node.Agent;
import dtp.csp.node.Binding;
import dtp.csp.node.CspConnection;
import dtp.csp.node.NodeHandle;
import dtp.csp.rdp.RdpListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A DTP server on port 7 of a node: payload id N is the name "N" of {@link Serving}. Requests of one node for one payload or
 * with one id are served one after the other, all others side by side, sharing the rate (csp-dtp.md §9). The node's thread, but
 * for {@link #counters}.
 */
public final class DtpServer implements Acceptor, Agent {
    private static final long SHARE_AGAIN_NS = 100_000_000L;
    private static final long MOST_ON_THE_WIRE = 0xffff_ffffL;

    private final Serving serving;
    private final ServerPort port;
    private final Consumer<String> log;
    private final List<ServerRequest> requests = new ArrayList<>();
    private final List<ServerRequest> active = new ArrayList<>();
    private final List<Binding> bindings = new ArrayList<>();
    private final PendingDigests digests;
    private long shareAtNs;

    /**
     * @param reader runs blocking reads
     * @param log why requests were refused, in words for the operator
     */
    public DtpServer(
            NodeHandle handle, Serving serving, ServerSettings settings, Executor reader, Consumer<String> log) {
        this.serving = serving;
        this.log = log;
        this.digests = new PendingDigests(handle);
        BlockPool blocks = new BlockPool(settings.maxSessions());
        ServerSettings possible = settings.within(handle.node().settings().maxDataBytes());
        this.port = new ServerPort(handle, reader, blocks, new DtpCounters(), possible);
    }

    /** Takes port 7. @throws IllegalStateException when another server has it */
    public void start() {
        bindings.add(port.handle().node().listen(DtpClient.REQUEST_PORT, this));
        bindings.add(port.handle().node().add(this));
    }

    /** Ends every transfer and gives port 7 back. Idempotent. */
    public void stop(long nowNs) {
        bindings.forEach(Binding::close);
        bindings.clear();
        for (ServerRequest request : List.copyOf(requests)) {
            request.stop(nowNs);
        }
        digests.close();
    }

    /** Takes nothing up any more; what connections still bring is ended. */
    private boolean isStopped() {
        return bindings.isEmpty();
    }

    /** Any thread. */
    public DtpCounters counters() {
        return port.counters();
    }

    PendingDigests digests() {
        return digests;
    }

    Serving serving() {
        return serving;
    }

    void log(String line) {
        log.accept(line);
    }

    @Override
    public RdpListener accept(CspConnection connection, long nowNs) {
        return new ServerRequest(this, port, connection);
    }

    void onRequest(ServerRequest request, long nowNs) {
        if (isStopped()) {
            request.stop(nowNs);
            return;
        }
        requests.add(request);
        startNext(nowNs);
    }

    private void startNext(long nowNs) {
        int most = isStopped() ? 0 : port.settings().maxSessions();
        for (int i = 0; i < requests.size() && active.size() < most; i++) {
            ServerRequest request = requests.get(i);
            if (request.isInLine() && isFree(request, i)) {
                active.add(request);
                request.open(nowNs);
            }
        }
    }

    private boolean isFree(ServerRequest request, int index) {
        for (int before = 0; before < index; before++) {
            if (requests.get(before).conflictsWith(request)) {
                return false;
            }
        }
        return true;
    }

    void onStreaming(long nowNs) {
        share(nowNs);
    }

    void onOver(ServerRequest request, long nowNs) {
        if (requests.remove(request)) {
            active.remove(request);
            share(nowNs);
            startNext(nowNs);
        }
    }

    /** The smallest demands are met, and the others get equal parts of what is left. */
    private void share(long nowNs) {
        shareAtNs = nowNs + SHARE_AGAIN_NS;
        List<ServerRequest> streaming = new ArrayList<>();
        for (ServerRequest request : active) {
            if (request.streaming() != null) {
                streaming.add(request);
            }
        }
        streaming.sort((a, b) -> Long.compare(a.demand(), b.demand()));
        long left = port.settings().bytesPerSecond();
        int heads = streaming.size();
        for (ServerRequest request : streaming) {
            long part = Math.max(1, Math.min(request.demand(), left / heads));
            request.streaming().rate(Math.min(part, MOST_ON_THE_WIRE));
            left -= part;
            heads--;
        }
    }

    @Override
    public long nextDeadlineNs() {
        long next = active.isEmpty() ? Long.MAX_VALUE : shareAtNs;
        for (int i = 0; i < active.size(); i++) {
            next = Math.min(next, active.get(i).nextDeadlineNs());
        }
        return next;
    }

    @Override
    public void onTime(long nowNs) {
        if (nowNs >= shareAtNs && !active.isEmpty()) {
            share(nowNs);
        }
        RuntimeException first = null;
        for (int i = active.size() - 1; i >= 0; i--) {
            if (i < active.size() && active.get(i).nextDeadlineNs() <= nowNs) {
                ServerRequest request = active.get(i);
                try {
                    request.onTime(nowNs);
                } catch (RuntimeException e) {
                    first = first == null ? e : first;
                    request.onFault(e, nowNs);
                }
            }
        }
        if (first != null) {
            // the node counts and logs it; the others have had their turn
            throw first;
        }
    }
}
