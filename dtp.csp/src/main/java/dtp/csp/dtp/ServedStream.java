package dtp.csp.dtp;

import dtp.api.payload.Payload;
import dtp.api.transport.Served;
import dtp.csp.node.CspNode;
import dtp.csp.node.Frame;
import dtp.csp.node.SendResult;
import dtp.csp.wire.ChunkRange;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.DtpData;
import dtp.csp.wire.DtpRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The data packets of one request: interval after interval in the order asked for, each packet when it is due (csp-dtp.md §6).
 * Allocates nothing for a packet. The node's thread.
 */
final class ServedStream implements ReadAhead.User {
    private static final int PACKETS_A_TURN = 64;
    private static final long BUSY_RETRY_NS = 100_000L;

    private final CspNode node;
    private final Served served;
    private final DtpCounters counters;
    private final ReadAhead ahead;
    private final ChunkCursor cursor;
    private final StreamPacer pacer;
    private final Frame frame;
    private final long header;
    private final int sessionId;
    private final boolean countChunks;
    private boolean filled;
    private int filledBytes;
    private boolean starved;
    private long busyUntilNs;
    private IOException failure;

    /**
     * @param ranges within the payload
     * @param firstNs time of the first packet
     */
    ServedStream(ServerPort port, int peer, DtpRequest request, Served served, List<ChunkRange> ranges, long firstNs) {
        Payload payload = served.payload();
        long size = payload.info().size().orElse(0);
        int unit = request.mtu() - DtpData.HEADER_BYTES;
        this.node = port.handle().node();
        this.served = served;
        this.counters = port.counters();
        this.cursor = new ChunkCursor(ranges, size, unit);
        this.ahead = new ReadAhead(payload, new ChunkCursor(ranges, size, unit), port, this);
        this.pacer = new StreamPacer(request.throughput(), firstNs);
        this.frame = node.newFrame();
        // csp-dtp.md §6: to port 8 from port 0, priority low, no flags
        this.header = node.header(CspHeader.LOW, peer, DtpClient.DATA_PORT, 0, 0);
        this.sessionId = request.sessionId();
        this.countChunks = request.countChunks();
        ahead.fill();
    }

    boolean atEnd() {
        return cursor.atEnd() && !filled;
    }

    IOException failure() {
        return failure;
    }

    void rate(long bytesPerSecond) {
        pacer.rate(bytesPerSecond);
    }

    long nextDeadlineNs() {
        if (failure != null || atEnd()) {
            return 0;
        }
        if (!filled && !ahead.hasNext()) {
            return Long.MAX_VALUE;
        }
        return Math.max(busyUntilNs, filled ? pacer.dueNs() : pacer.wakeNs(cursor.length()));
    }

    /** Sends what is due. */
    void onTime(long nowNs) {
        long sent = 0;
        int packets = 0;
        while (packets < PACKETS_A_TURN
                && failure == null
                && !atEnd()
                && pacer.dueNs() <= nowNs
                && nowNs >= busyUntilNs) {
            if (!filled && !prepare(nowNs)) {
                break;
            }
            if (node.send(header, frame) == SendResult.BUSY) {
                counters.count(DtpCounter.SERVED_LINK_BUSY);
                busyUntilNs = nowNs + BUSY_RETRY_NS;
                break;
            }
            filled = false;
            pacer.sent(filledBytes, nowNs);
            sent += filledBytes;
            packets++;
        }
        if (packets > 0) {
            counters.add(DtpCounter.SERVED_PACKETS, packets);
            counters.add(DtpCounter.SERVED_BYTES, sent);
            served.sent(sent);
        }
    }

    private boolean prepare(long nowNs) {
        if (!ahead.hasNext()) {
            starved = true;
            return false;
        }
        if (starved) {
            // time lost to the disk is not made good at the expense of the line
            starved = false;
            pacer.stalled(nowNs);
        }
        filledBytes = cursor.length();
        ByteBuffer packet = frame.payload();
        DtpData.put(packet, countChunks ? cursor.chunk() : cursor.offset(), sessionId);
        ahead.next(filledBytes, packet);
        cursor.next();
        filled = true;
        return true;
    }

    @Override
    public void onReady() {
        // the agent is polled after each task
    }

    @Override
    public void onFailed(IOException why) {
        failure = why;
    }

    void close() {
        ahead.close();
    }
}
