package dtp.csp.rdp;

import dtp.csp.wire.RdpTrailer;
import dtp.csp.wire.SynOptions;
import java.nio.ByteBuffer;

/**
 * One RDP connection, client or server side: packets and time in, packets and events out. No clock, no thread: the node's
 * thread calls everything. Times are ns since the start of the node, never negative, never going back.
 *
 * <p>What differs from the C implementation is what csp-dtp.md §9 and §10 ask for: the request is the packet that completes the
 * handshake; a foreign packet is never answered by RST; a RST that overtook a packet waits for it.
 */
public final class RdpConnection {
    private static final long NS_PER_MS = Sender.NS_PER_MS;
    private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final boolean client;
    private final RdpOutput out;
    private final RdpListener listener;
    private final RttMeter rtt;
    private final Sender sender;
    private final Window window;
    private final Deadlines deadlines;

    private State state = State.NEW;
    private SynOptions syn;
    private boolean acknowledged;
    private int resetSeq = -1;
    private long resetUntilNs;

    private RdpConnection(boolean client, RdpOptions options, int iss, long rttHintNs, RdpPort port) {
        this.client = client;
        this.syn = options.syn();
        this.window = new Window(iss);
        this.rtt = new RttMeter(rttHintNs);
        this.out = port.output();
        this.sender = new Sender(client, options, out, window, rtt);
        this.listener = port.listener();
        this.deadlines = new Deadlines(client, options);
    }

    /**
     * A client's connection; {@link #open} sends its SYN.
     *
     * @param iss first sequence number, of a random source; its low 16 bits count
     * @param rttHintNs round trip known from earlier connections, -1: none
     */
    public static RdpConnection client(RdpOptions options, int iss, long rttHintNs, RdpPort port) {
        return new RdpConnection(true, options, iss, rttHintNs, port);
    }

    /** A server's connection; {@link #accept} answers the SYN that made it. */
    public static RdpConnection server(RdpOptions options, int iss, RdpPort port) {
        return new RdpConnection(false, options, iss, -1, port);
    }

    /** Sends the SYN; {@code request} follows as the packet that completes the handshake (csp-dtp.md §9). */
    public void open(ByteBuffer request, long nowNs) {
        requireNew();
        state = State.SYN_SENT;
        deadlines.heard(nowNs);
        ByteBuffer data = ByteBuffer.allocate(SynOptions.BYTES);
        syn.encode(data);
        data.flip();
        sender.sendSyn(RdpTrailer.SYN, data, syn, nowNs);
        sender.keep(request);
    }

    /** Answers the SYN with {@code theirs} as options and {@code seq} as its number. */
    public void accept(SynOptions theirs, int seq, long nowNs) {
        requireNew();
        state = State.SYN_RCVD;
        syn = theirs;
        window.begin(seq);
        deadlines.heard(nowNs);
        sender.sendSyn(RdpTrailer.SYN | RdpTrailer.ACK, NO_DATA, syn, nowNs);
    }

    private void requireNew() {
        if (state != State.NEW) {
            throw new IllegalStateException("a connection is opened once");
        }
    }

    /** True when a SYN of this number began this connection: it is a repeat, any other is a new connection (csp-dtp.md §10.7). */
    public boolean begunBy(int seq) {
        return !client && window.irs() == seq;
    }

    /**
     * A packet of this connection.
     *
     * @param data without the trailer
     */
    public void onPacket(RdpTrailer packet, ByteBuffer data, long nowNs) {
        switch (state) {
            case SYN_SENT -> inSynSent(packet, nowNs);
            case SYN_RCVD -> inSynReceived(packet, data, nowNs);
            case OPEN -> inOpen(packet, data, nowNs);
            case CLOSE_WAIT -> inCloseWait(packet, nowNs);
            case NEW, CLOSED -> out.dropped(RdpDrop.CLOSED);
        }
    }

    private void inSynSent(RdpTrailer packet, long nowNs) {
        boolean ours = packet.hasAck() && packet.ack() == window.iss();
        if (ours && packet.rst()) {
            end(RdpEnd.REFUSED, nowNs);
            return;
        }
        if (!ours || !packet.syn()) {
            out.dropped(RdpDrop.FOREIGN);
            return;
        }
        deadlines.heard(nowNs);
        window.begin(packet.seq());
        sender.acknowledge(window.iss(), nowNs);
        state = State.OPEN;
        sender.sendAll(syn, nowNs);
        listener.onOpen(nowNs);
    }

    private void inSynReceived(RdpTrailer packet, ByteBuffer data, long nowNs) {
        if (packet.flags() == RdpTrailer.SYN && packet.seq() == window.irs()) {
            repeatSynAck(nowNs);
            return;
        }
        int ahead = window.ahead(packet.seq());
        if (packet.rst() && ahead == 1) {
            end(RdpEnd.RESET, nowNs);
            return;
        }
        boolean answersSyn = packet.hasAck() && packet.ack() == window.iss();
        if (packet.syn() || packet.rst() || !answersSyn || ahead < 1 || ahead > syn.windowPackets() + 1) {
            out.dropped(RdpDrop.FOREIGN);
            return;
        }
        sender.acknowledge(window.iss(), nowNs);
        state = State.OPEN;
        deadlines.heard(nowNs);
        listener.onOpen(nowNs);
        if (state == State.OPEN) {
            inOpen(packet, data, nowNs);
        }
    }

    /** The client did not get our SYN|ACK; it comes again by itself in time, at once when asked for. */
    private void repeatSynAck(long nowNs) {
        out.dropped(RdpDrop.REPEATED_SYN);
        deadlines.heard(nowNs);
        if (sender.maySendAgain(nowNs)) {
            sender.sendAll(syn, nowNs);
        }
    }

    private void inOpen(RdpTrailer packet, ByteBuffer data, long nowNs) {
        int ahead = window.ahead(packet.seq());
        if (packet.syn()) {
            // csp-dtp.md §10.7: in OPEN a SYN|ACK is dropped and counted, never answered by RST
            boolean repeat = packet.seq() == window.irs();
            out.dropped(repeat ? RdpDrop.REPEATED_SYN : RdpDrop.FOREIGN);
            return;
        }
        if (!packet.hasAck() && !packet.rst() || !window.fits(packet, syn.windowPackets())) {
            out.dropped(RdpDrop.FOREIGN);
            return;
        }
        deadlines.heard(nowNs);
        boolean allAcknowledged = packet.hasAck() && takeAck(packet.ack(), nowNs);
        if (packet.eak()) {
            out.dropped(RdpDrop.EACK);
        } else if (packet.rst()) {
            onReset(packet.seq(), ahead, nowNs);
        } else if (data.hasRemaining()) {
            onData(data, ahead, nowNs);
        }
        if (allAcknowledged && state != State.CLOSED) {
            listener.onAcknowledged(nowNs);
        }
    }

    /** @return true when nothing is left to be acknowledged, and something was */
    private boolean takeAck(int ack, long nowNs) {
        int taken = sender.acknowledge(ack, nowNs);
        acknowledged |= taken > 0;
        return taken > 0 && sender.pending() == 0;
    }

    private void onReset(int seq, int ahead, long nowNs) {
        if (ahead == 1) {
            confirmReset(RdpEnd.RESET, nowNs);
        } else if (ahead > 1 && resetSeq < 0) {
            // csp-dtp.md §9: what the peer sent before is lost, but comes again each packet_timeout: no RST until then
            resetSeq = seq;
            resetUntilNs = nowNs + syn.packetTimeoutMs() * NS_PER_MS * 5 / 2;
            listener.onResetAhead(nowNs);
        } else if (ahead < 1) {
            out.dropped(RdpDrop.FOREIGN);
        }
    }

    private void confirmReset(RdpEnd end, long nowNs) {
        sender.control(RdpTrailer.ACK | RdpTrailer.RST, nowNs);
        end(end, nowNs);
    }

    private void onData(ByteBuffer data, int ahead, long nowNs) {
        if (ahead != 1) {
            out.dropped(ahead < 1 ? RdpDrop.DUPLICATE : RdpDrop.OUT_OF_ORDER);
            if (ahead < 1) {
                // the peer repeats because our ACK was lost
                sender.control(RdpTrailer.ACK, nowNs);
            }
            return;
        }
        window.received();
        deadlines.dataCame();
        listener.onData(data, nowNs);
        if (state == State.OPEN && resetSeq >= 0 && window.ahead(resetSeq) == 1) {
            confirmReset(RdpEnd.RESET, nowNs);
        }
        int unacknowledged = window.unacknowledged();
        if (state == State.OPEN && unacknowledged > (syn.delayedAcks() ? syn.ackDelayCount() : 0)) {
            sender.control(RdpTrailer.ACK, nowNs);
        }
    }

    private void inCloseWait(RdpTrailer packet, long nowNs) {
        if (packet.syn() || !window.fits(packet, syn.windowPackets())) {
            out.dropped(RdpDrop.CLOSED);
            return;
        }
        if (packet.hasAck()) {
            sender.acknowledge(packet.ack(), nowNs);
        }
        if (packet.rst()) {
            end(RdpEnd.CLOSED, nowNs);
        } else if (sender.maySendAgain(nowNs)) {
            // it has not got our RST
            sender.control(RdpTrailer.ACK | RdpTrailer.RST, nowNs);
        }
    }

    /**
     * Sends data in order, repeated until acknowledged.
     *
     * @param data copied
     * @return false: the window is full, or the connection is not open
     */
    public boolean send(ByteBuffer data, long nowNs) {
        if (state != State.OPEN || sender.pending() >= syn.windowPackets()) {
            return false;
        }
        sender.sendData(data, syn, nowNs);
        return true;
    }

    /**
     * Ends the connection: with RST, confirmed by the peer; silently as long as a client's first packet is not acknowledged
     * (csp-dtp.md §10.2). A server's unacknowledged data are still repeated. Idempotent; {@link RdpListener#onClosed} tells the
     * end, perhaps before this returns.
     */
    public void close(long nowNs) {
        if (state == State.CLOSED || state == State.CLOSE_WAIT) {
            return;
        }
        if (state != State.OPEN || client && !acknowledged) {
            end(RdpEnd.ABANDONED, nowNs);
            return;
        }
        state = State.CLOSE_WAIT;
        deadlines.closing(nowNs);
        if (client) {
            sender.clear();
        }
        sender.control(RdpTrailer.ACK | RdpTrailer.RST, nowNs);
    }

    /** Ends the connection without a packet. */
    public void abort(RdpEnd end, long nowNs) {
        if (state != State.CLOSED) {
            end(end, nowNs);
        }
    }

    /** Something else was heard of the peer, such as data packets of the transfer: no silence. */
    public void heard(long nowNs) {
        deadlines.heard(nowNs);
    }

    /** Repeats what is due, keeps alive, gives up. */
    public void onTime(long nowNs) {
        if (state == State.CLOSED || state == State.NEW) {
            return;
        }
        if (nowNs >= deadlines.giveUpNs(state, syn)) {
            giveUp(nowNs);
            return;
        }
        if (resetSeq >= 0 && state == State.OPEN && nowNs >= resetUntilNs) {
            confirmReset(RdpEnd.RESET_INCOMPLETE, nowNs);
            return;
        }
        sender.repeatDue(syn, nowNs);
        if (nowNs >= keepAliveNs()) {
            sender.control(RdpTrailer.ACK, nowNs);
        }
    }

    private void giveUp(long nowNs) {
        boolean silentOpen = state == State.OPEN;
        if (silentOpen && (acknowledged || !client)) {
            sender.control(RdpTrailer.ACK | RdpTrailer.RST, nowNs);
        }
        RdpEnd end =
                silentOpen ? RdpEnd.TIMED_OUT : state == State.CLOSE_WAIT ? RdpEnd.CLOSE_UNCONFIRMED : RdpEnd.NO_ANSWER;
        end(end, nowNs);
    }

    /** When {@link #onTime} wants to be called, {@link Long#MAX_VALUE}: not by itself. */
    public long nextDeadlineNs() {
        if (state == State.CLOSED || state == State.NEW) {
            return Long.MAX_VALUE;
        }
        long next = Math.min(Math.min(sender.nextDueNs(), keepAliveNs()), deadlines.giveUpNs(state, syn));
        return resetSeq >= 0 && state == State.OPEN ? Math.min(next, resetUntilNs) : next;
    }

    /** A client sends no bare ACK before its request is acknowledged: it would complete the handshake (csp-dtp.md §9). */
    private long keepAliveNs() {
        boolean may = state == State.OPEN && syn.delayedAcks() && (acknowledged || !client);
        return may
                ? sender.sentNs() + Math.max(syn.ackTimeoutMs(), RdpOptions.MIN_REPEAT_MS) * NS_PER_MS
                : Long.MAX_VALUE;
    }

    private void end(RdpEnd end, long nowNs) {
        state = State.CLOSED;
        sender.clear();
        listener.onClosed(end, nowNs);
    }

    /** Smoothed round trip time; -1: not known. */
    public long rttNs() {
        return rtt.rttNs();
    }

    /** True when the peer has acknowledged data of ours: a request is then sure to have arrived. */
    public boolean acknowledged() {
        return acknowledged;
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /** The options that hold: a client's own, or those that came with the SYN. */
    public SynOptions synOptions() {
        return syn;
    }
}
