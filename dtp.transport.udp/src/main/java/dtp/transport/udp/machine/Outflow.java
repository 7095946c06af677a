package dtp.transport.udp.machine;

import dtp.transport.udp.rate.Pacer;
import dtp.transport.udp.wire.Data;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.Rate;
import dtp.transport.udp.wire.Packet.Srx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Sends pieces of a payload to one peer as it asks for them, at the rate it is told, within its own limit: both the server of a
 * get and the client of a put. One thread.
 */
final class Outflow {
    private static final int MOST_SEGMENTS = 44;
    private static final int MOST_BATCH_BYTES = 64_000;
    private static final int BATCHES_A_RUN = 8;
    private static final int WAKINGS_A_SECOND = 1_000;
    /** Before the first report. */
    private static final long UNTOLD_RATE = 256_000;

    /** kftp.md, Read 6: without a datagram for so long it stops. */
    private static final long SILENCE_NS = 5_000_000_000L;

    /** Lost packets are missed after 8 packet times at the latest, and may be missed once more. */
    private static final int QUIET_PACKETS = 16;

    private static final long DONE_AGAIN_NS = 50_000_000;
    private static final int DONE_REPEATS = 2;

    private final Line line;
    private final long number;
    private final int piece;
    private final long size;
    private final boolean numbered;
    private final Blocks blocks;
    private final Pacer pacer;
    private final Tally tally;
    private long limit;
    private long told;
    private long lastReport;
    private int packet;
    private long heardNs;
    /** When the last piece left; before the first {@link Long#MIN_VALUE}. */
    private long sentNs = Long.MIN_VALUE;

    private Done lastDone;
    private int doneLeft;
    private long doneNs;
    private boolean more;

    /** Is told of what was sent. */
    interface Tally {
        void sent(long bytes);
    }

    /**
     * @param numbered the peer knows {@code ranges}
     * @param asked the rate the peer asked for with its request, if any
     * @param limit own limit in bytes a second
     */
    Outflow(
            Line line,
            long number,
            int piece,
            long size,
            boolean numbered,
            OptionalLong asked,
            long limit,
            Blocks blocks,
            Tally tally,
            long nowNs) {
        this.line = line;
        this.number = number;
        this.piece = piece;
        this.size = size;
        this.numbered = numbered;
        this.blocks = blocks;
        this.tally = tally;
        this.limit = limit;
        told = asked.orElse(numbered ? UNTOLD_RATE : Long.MAX_VALUE);
        heardNs = nowNs;
        pacer = new Pacer(Math.min(limit, told), piece, nowNs);
    }

    /** @return false when it asks for a piece that there is none of */
    boolean srx(Srx srx) {
        for (int i = 0; i < srx.ranges().length; i += 2) {
            if (srx.ranges()[i] + srx.ranges()[i + 1] > blocks.count()) {
                return false;
            }
        }
        blocks.ask(srx.request(), srx.ranges());
        return true;
    }

    void stream(int servers, int server) {
        blocks.stream(servers, server);
    }

    /** The stream had its end: it is told again. */
    boolean streamed() {
        return blocks.streamed();
    }

    boolean srq(long sequence) {
        if (sequence >= blocks.count()) {
            return false;
        }
        blocks.single(sequence);
        return true;
    }

    void rate(Rate rate, long nowNs) {
        if (rate.report() > lastReport) {
            lastReport = rate.report();
            told = rate.bytesPerSecond();
            pacer.rate(Math.min(limit, told), nowNs);
        }
    }

    void limit(long bytesPerSecond, long nowNs) {
        if (bytesPerSecond != limit) {
            limit = bytesPerSecond;
            pacer.rate(Math.min(limit, told), nowNs);
        }
    }

    /** The peer sent something. */
    void heard(long nowNs) {
        heardNs = nowNs;
        doneLeft = 0;
    }

    boolean idle() {
        return blocks.isEmpty();
    }

    /** A base peer needs no words. */
    private boolean silent(long nowNs) {
        return numbered && nowNs - heardNs >= SILENCE_NS;
    }

    /** Bytes a second that the peer wants now; 0 of one that has fallen silent or was sent all. */
    long demand(long nowNs) {
        boolean none = numbered ? silent(nowNs) : !blocks.hasWork();
        return none ? 0 : told;
    }

    /** kftp.md, Read 6: how long it has been silent after all that it asked for was sent; 0 while it may still ask for more. */
    long spareNs(long nowNs, long patienceNs) {
        if ((sentNs == Long.MIN_VALUE && size > 0) || blocks.hasWork()) {
            return 0;
        }
        long quietNs = (long) (1e9 * QUIET_PACKETS * piece / pacer.bytesPerSecond());
        long silentNs = nowNs - Math.max(heardNs, sentNs);
        return silentNs >= Math.max(patienceNs, quietNs) ? silentNs : 0;
    }

    Optional<IOException> failure() {
        return blocks.failure();
    }

    void repeatDone() {
        if (lastDone != null) {
            line.send(Encoder.encode(lastDone));
        }
    }

    void run(long nowNs) {
        more = false;
        if (silent(nowNs)) {
            return;
        }
        for (int i = 0; line.writable() && step(nowNs); i++) {
            if (i == BATCHES_A_RUN) {
                more = true;
                break;
            }
        }
        if (doneLeft > 0 && nowNs >= doneNs) {
            doneLeft--;
            doneNs = nowNs + DONE_AGAIN_NS;
            repeatDone();
        }
    }

    /** Most pieces of that size that one call sends. */
    static int burst(int piece) {
        return Math.min(MOST_SEGMENTS, Math.max(1, MOST_BATCH_BYTES / (piece + Data.NUMBERED_HEADER)));
    }

    /** Most pieces that follow one another in a block of so many bytes, in whole bursts: one cut short costs as much as a full one. */
    static int block(int bytes, int piece) {
        int fits = Math.max(1, bytes / piece);
        return fits - fits % Math.min(fits, burst(piece));
    }

    private boolean step(long nowNs) {
        Blocks.Block block = blocks.head();
        if (block == null || !block.ready()) {
            return false;
        }
        int left = block.left();
        if (left > 0) {
            long grant = pacer.grant(nowNs);
            if (grant < Math.min(piece, block.bytesOfNext())) {
                return false;
            }
            int segment = piece + Data.header(numbered ? Data.NUMBERED : Data.BASE);
            send(block, (int) Math.min(Math.min(left, burst(piece)), Math.max(1, grant / piece)), segment, nowNs);
        }
        if (block.left() == 0) {
            blocks.finished();
            if (block.last()) {
                done(block, nowNs);
            }
        }
        return true;
    }

    private void send(Blocks.Block block, int pieces, int segment, long nowNs) {
        ByteBuffer batch = line.batch(pieces * segment);
        long bytes = 0;
        for (int i = 0; i < pieces; i++) {
            long sequence = block.sequence();
            if (numbered) {
                Data.putNumbered(batch, number, sequence, block.request(), packet++, (int) (nowNs / 1_000));
            } else {
                Data.putBase(batch, number, sequence);
            }
            bytes += block.put(batch);
        }
        line.sendBatch(segment);
        pacer.sent(bytes);
        sentNs = nowNs;
        tally.sent(bytes);
    }

    private void done(Blocks.Block block, long nowNs) {
        if (block.tellsDone()) {
            lastDone = new Done(number, block.asked(), block.request());
            line.send(Encoder.encode(lastDone));
            doneLeft = DONE_REPEATS;
            doneNs = nowNs + DONE_AGAIN_NS;
        }
    }

    long deadlineNs(long nowNs) {
        if (silent(nowNs)) {
            return Long.MAX_VALUE;
        }
        long deadline = doneLeft > 0 ? doneNs : Long.MAX_VALUE;
        Blocks.Block block = blocks.head();
        if (more) {
            return nowNs;
        }
        if (block != null && block.ready() && line.writable()) {
            deadline = Math.min(deadline, pacer.readyNs(Math.min(worthWaking(), size), nowNs));
        }
        return deadline;
    }

    /** What comes together in a millisecond, from a piece to a burst: waking for each piece would be the limit. */
    private long worthWaking() {
        long most = (long) burst(piece) * piece;
        return Math.max(piece, Math.min(most, pacer.bytesPerSecond() / WAKINGS_A_SECOND));
    }

    void close() {
        blocks.close();
    }
}
