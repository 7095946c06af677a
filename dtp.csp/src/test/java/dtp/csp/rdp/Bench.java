package dtp.csp.rdp;

import dtp.csp.wire.RdpTrailer;
import dtp.csp.wire.SynOptions;
import java.nio.ByteBuffer;

/** One connection on the bench: time goes on from deadline to deadline, packets are put in by hand. */
final class Bench {
    static final long MS = 1_000_000L;
    static final int ISS = 1_000;
    static final int PEER_ISS = 65_535;
    static final ByteBuffer REQUEST = ByteBuffer.allocate(80);
    static final ByteBuffer NONE = ByteBuffer.allocate(0);

    final Recorder seen = new Recorder();
    final RdpConnection connection;
    long nowNs;

    private Bench(boolean client, RdpOptions options) {
        connection = client
                ? RdpConnection.client(options, ISS, -1, seen.port())
                : RdpConnection.server(options, ISS, seen.port());
    }

    /** A client that has sent its SYN. */
    static Bench client(RdpOptions options) {
        Bench bench = new Bench(true, options);
        bench.connection.open(REQUEST, 0);
        return bench;
    }

    /** A client that got its SYN|ACK after 10 ms. */
    static Bench openClient() {
        Bench bench = client(RdpOptions.DEFAULT);
        bench.runTo(10);
        bench.receive(RdpTrailer.SYN | RdpTrailer.ACK, PEER_ISS, ISS, NONE);
        return bench;
    }

    /** A client whose request is acknowledged after 20 ms. */
    static Bench servedClient() {
        Bench bench = openClient();
        bench.runTo(20);
        bench.receive(RdpTrailer.ACK, PEER_ISS + 1, ISS + 1, NONE);
        return bench;
    }

    /** A server that has answered the SYN. */
    static Bench server(SynOptions syn) {
        Bench bench = new Bench(false, RdpOptions.DEFAULT);
        bench.connection.accept(syn, PEER_ISS, 0);
        return bench;
    }

    /** A server that has got the request. */
    static Bench openServer(SynOptions syn) {
        Bench bench = server(syn);
        bench.runTo(10);
        bench.receive(RdpTrailer.ACK, PEER_ISS + 1, ISS, REQUEST);
        return bench;
    }

    void runTo(long ms) {
        while (connection.nextDeadlineNs() <= ms * MS) {
            at(Math.max(nowNs, connection.nextDeadlineNs()));
            connection.onTime(nowNs);
        }
        at(ms * MS);
    }

    private void at(long ns) {
        nowNs = ns;
        seen.nowNs = ns;
    }

    void receive(int flags, int seq, int ack, ByteBuffer data) {
        connection.onPacket(new RdpTrailer(flags, 0, seq & 0xffff, ack & 0xffff), data.duplicate(), nowNs);
    }
}
