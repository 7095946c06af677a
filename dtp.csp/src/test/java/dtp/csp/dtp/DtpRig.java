package dtp.csp.dtp;

import dtp.api.Endpoint;
import dtp.api.PeerProfile;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.Fetch;
import dtp.api.transport.Source;
import dtp.csp.node.NodeSettings;
import dtp.csp.wire.CspVersion;
import dtp.path.PathModel;
import dtp.tck.sim.SimulatedLink;
import dtp.tck.sim.SimulatedNetwork;
import dtp.tck.sim.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A client at node 11 and, unless a test brings its own, our server at node 10, joined by a simulated link. */
final class DtpRig {
    static final int CLIENT = 11;
    static final int SERVER = 10;

    final VirtualTime time;
    final SimulatedLink link;
    final SimNode clientNode;
    final DtpClient client;
    final DtpTransport transport;
    final TestServing serving = new TestServing();
    final List<String> log = new ArrayList<>();
    Optional<PeerProfile> profile = Optional.empty();
    SimNode serverNode;
    DtpServer server;

    DtpRig(long seed, PathModel model) {
        this(seed, model, NodeSettings.DEFAULT_DATA_BYTES);
    }

    /** @param maxDataBytes of the client's node */
    DtpRig(long seed, PathModel model, int maxDataBytes) {
        time = new VirtualTime(seed);
        link = new SimulatedNetwork(time, seed).link("space", model);
        NodeSettings settings = NodeSettings.of(CLIENT, CspVersion.V2)
                .withMaxDataBytes(maxDataBytes)
                .withMaxConnections(256);
        clientNode = new SimNode(time, settings, seed).join(link.a());
        client = new DtpClient(clientNode, ClientSettings.DEFAULT, new Random(seed));
        client.start();
        transport = new DtpTransport(client, node -> profile);
        // the links tell that they are up
        time.runFor(1);
    }

    DtpRig serve(ServerSettings settings) {
        return serve(settings, new SimNode(time, SERVER, 77));
    }

    DtpRig serve(ServerSettings settings, SimNode node) {
        serverNode = node.join(link.b());
        server = new DtpServer(serverNode, serving, settings, Runnable::run, log::add);
        server.start();
        time.runFor(1);
        return this;
    }

    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static IntervalSet everything() {
        return IntervalSet.of(0, Long.MAX_VALUE);
    }

    static TransferOptions.Builder options(int mtu, long bytesPerSecond) {
        return TransferOptions.builder().mtu(mtu).throughputBytesPerSecond(bytesPerSecond);
    }

    Source source(int payload, TransferOptions options) {
        return transport.source(Endpoint.parse("csp://" + SERVER + "/" + payload), options);
    }

    Fetch fetch(Source source, IntervalSet wanted, TestSink sink) {
        Fetch fetch = source.fetch(wanted, sink);
        fetch.end().thenAccept(sink::ended);
        return fetch;
    }

    /** Runs until the sink's fetch has ended. @throws AssertionError when it does not within the limit */
    void await(TestSink sink, long limitS) {
        time.runUntil(() -> sink.over, limitS * 1_000_000_000L);
        if (!sink.over) {
            throw new AssertionError("not ended after " + limitS + " s: holds " + sink.held + " of it");
        }
    }

    /** Fetches until all is there, as the engine does. @return how many fetches it took */
    int download(Source source, TestSink sink, int mostFetches) {
        for (int n = 1; n <= mostFetches; n++) {
            boolean first = n == 1 && sink.held.isEmpty();
            IntervalSet wanted = first
                    ? everything()
                    : sink.missing().firstIntervals(source.traits().maxIntervals());
            sink.over = false;
            fetch(source, wanted, sink);
            await(sink, 100_000);
            if (sink.isWhole()) {
                return n;
            }
        }
        throw new AssertionError(
                "not whole after " + mostFetches + " fetches, last " + sink.end + ", holds " + sink.held);
    }
}
