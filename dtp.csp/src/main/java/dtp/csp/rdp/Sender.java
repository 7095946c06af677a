package dtp.csp.rdp;

import dtp.csp.wire.RdpTrailer;
import dtp.csp.wire.SynOptions;
import java.nio.ByteBuffer;

/** The sending half of a connection: what goes out, with which numbers, and again when. The node's thread. */
final class Sender {
    static final long NS_PER_MS = 1_000_000L;

    private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0).asReadOnlyBuffer();
    /** A response is not repeated faster than this for ever, whatever the SYN says. */
    private static final long MIN_SERVER_PERIOD_MS = 900;

    private final boolean client;
    private final RdpOptions options;
    private final RdpOutput out;
    private final Window window;
    private final RttMeter rtt;
    private final SendQueue queue = new SendQueue();
    private int controls;
    private long sentNs;

    Sender(boolean client, RdpOptions options, RdpOutput out, Window window, RttMeter rtt) {
        this.client = client;
        this.options = options;
        this.out = out;
        this.window = window;
        this.rtt = rtt;
    }

    /** SYN or SYN|ACK, repeated until acknowledged. */
    void sendSyn(int flags, ByteBuffer data, SynOptions syn, long nowNs) {
        transmit(queue.add(flags, nextCounter(), window.iss(), data), syn, nowNs);
    }

    /** Data, repeated until acknowledged. */
    void sendData(ByteBuffer data, SynOptions syn, long nowNs) {
        transmit(queue.add(RdpTrailer.ACK, 0, window.takeNext(), data), syn, nowNs);
    }

    /** Data that wait for {@link #sendAll}. */
    void keep(ByteBuffer data) {
        queue.add(RdpTrailer.ACK, 0, window.takeNext(), data);
    }

    void sendAll(SynOptions syn, long nowNs) {
        for (SendQueue.Entry entry : queue.entries()) {
            transmit(entry, syn, nowNs);
        }
    }

    void repeatDue(SynOptions syn, long nowNs) {
        for (SendQueue.Entry entry : queue.entries()) {
            if (queue.isDue(entry, nowNs)) {
                transmit(entry, syn, nowNs);
            }
        }
    }

    /** A packet without data that is not repeated. */
    void control(int flags, long nowNs) {
        sent(nowNs);
        out.transmit(true, new RdpTrailer(flags, nextCounter(), window.sndNxt(), window.rcvCur()), NO_DATA.duplicate());
    }

    /** @return how many packets {@code ack} has acknowledged */
    int acknowledge(int ack, long nowNs) {
        int before = queue.size();
        long sampleNs = queue.acknowledge(ack, nowNs);
        if (sampleNs >= 0) {
            rtt.sample(sampleNs);
        }
        return before - queue.size();
    }

    int pending() {
        return queue.size();
    }

    void clear() {
        queue.clear();
    }

    long nextDueNs() {
        return queue.nextDueNs();
    }

    /** When the last packet went out, of whatever kind. */
    long sentNs() {
        return sentNs;
    }

    /** So long ago that C nodes do not take the next packet for a duplicate. */
    boolean maySendAgain(long nowNs) {
        return nowNs - sentNs >= RdpOptions.MIN_REPEAT_MS * NS_PER_MS;
    }

    private void transmit(SendQueue.Entry entry, SynOptions syn, long nowNs) {
        if (client) {
            // csp-dtp.md §10.2: repeated after max(3 × RTT, 500 ms), doubling, same seq
            // where no round trip was measured yet, the doubled wait is kept (Karn): it may just be longer than 500 ms
            long knownNs = rtt.rttNs() < 0 ? queue.ambiguousWaitNs() : 3 * rtt.rttNs();
            long baseNs = Math.max(knownNs, options.firstRepeatMs() * NS_PER_MS);
            queue.sentByClient(entry, baseNs, nowNs);
        } else {
            long periodMs = Math.max(syn.packetTimeoutMs(), MIN_SERVER_PERIOD_MS);
            queue.sentByServer(entry, options.serverRepeatMs(), periodMs, nowNs);
        }
        sent(nowNs);
        boolean isSyn = (entry.flags & RdpTrailer.SYN) != 0;
        int ack = (entry.flags & RdpTrailer.ACK) != 0 ? window.rcvCur() : 0;
        out.transmit(isSyn, new RdpTrailer(entry.flags, entry.counter, entry.seq, ack), entry.data.duplicate());
    }

    private void sent(long nowNs) {
        window.sent();
        sentNs = nowNs;
    }

    /** csp-dtp.md §4: so that two equal control packets differ. */
    private int nextCounter() {
        return controls++ & 0xf;
    }
}
