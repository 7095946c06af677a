package dtp.transport.udp.machine;

import dtp.transport.udp.wire.Data;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.Grq;
import dtp.transport.udp.wire.Packet.Srq;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** A peer without options: one stream of its share, then single pieces, at most 64 unanswered (kftp.md, Read 3 and 4). One thread. */
final class BaseIntake implements Intake {
    private static final int MOST_UNANSWERED = 64;

    private final Line line;
    private final long number;
    private final RoundTrip trip;
    private final Arrivals arrivals;
    /** Pieces asked for one by one, and when. */
    private final Map<Long, Long> asked = new HashMap<>();

    private final Cadence cadence = new Cadence();
    private final boolean pushed;
    private boolean streaming;
    private boolean heard;
    private long heardNs;
    private long streamAt;
    private int quiets;

    /** Whether all pieces come one after the other before single ones are asked for. */
    enum Stream {
        NONE,
        ASKED,
        /** The peer sends it unasked. */
        PUSHED
    }

    BaseIntake(Line line, long number, RoundTrip trip, Arrivals arrivals, Stream stream, long nowNs) {
        this.line = line;
        this.number = number;
        this.trip = trip;
        this.arrivals = arrivals;
        streaming = stream != Stream.NONE;
        pushed = stream == Stream.PUSHED;
        heardNs = nowNs;
        if (stream == Stream.ASKED) {
            line.send(Encoder.encode(new Grq(number, 1, 0)));
        }
    }

    @Override
    public void data(ByteBuffer in, long nowNs) {
        int mode = Data.mode(in);
        long sequence = Data.sequence(in);
        if (!arrivals.take(in, Data.header(mode))) {
            return;
        }
        heard = true;
        heardNs = nowNs;
        quiets = 0;
        cadence.arrived(nowNs);
        asked.remove(sequence);
        streamAt = Math.max(streamAt, sequence + 1);
        if (!streaming && asked.isEmpty()) {
            cadence.rest();
        }
    }

    @Override
    public void done(Done done, long nowNs) {
        heardNs = nowNs;
        quiets = 0;
        endStream();
    }

    private void endStream() {
        if (streaming) {
            streaming = false;
            arrivals.missing(0, arrivals.here().count());
        }
    }

    @Override
    public void run(long nowNs) {
        if ((streaming || !asked.isEmpty()) && nowNs - heardNs >= quietNs()) {
            quiets++;
            heardNs = nowNs;
            if (streaming && !heard && !pushed) {
                line.send(Encoder.encode(new Grq(number, 1, 0)));
            } else {
                endStream();
                giveBack();
            }
        }
        while (!streaming
                && asked.size() < MOST_UNANSWERED
                && !arrivals.paused()
                && !arrivals.pool().isEmpty()) {
            for (long piece : first(arrivals.pool().take(1, 1, arrivals.here()))) {
                if (asked.isEmpty()) {
                    heardNs = nowNs;
                }
                asked.put(piece, nowNs);
                line.send(Encoder.encode(new Srq(number, piece)));
            }
        }
    }

    private static long[] first(long[] range) {
        return range.length == 0 ? range : new long[] {range[0]};
    }

    @Override
    public long packetNs() {
        return cadence.packetNs();
    }

    private long quietNs() {
        return trip.quietNs(cadence.packetNs(), quiets);
    }

    @Override
    public long deadlineNs() {
        return streaming || !asked.isEmpty() ? heardNs + quietNs() : Long.MAX_VALUE;
    }

    @Override
    public long outstanding() {
        return asked.size() + (streaming ? Math.max(1, arrivals.here().count() - streamAt) : 0);
    }

    @Override
    public void giveBack() {
        endStream();
        Iterator<Long> pieces = asked.keySet().iterator();
        while (pieces.hasNext()) {
            long piece = pieces.next();
            arrivals.missing(piece, piece + 1);
            pieces.remove();
        }
    }

    @Override
    public int quiets() {
        return quiets;
    }

    @Override
    public void limit(long bytesPerSecond) {
        // a base server knows no rate but its own
    }

    @Override
    public void share(long most) {
        // a stream there is only where nobody else is
        asked.keySet().forEach(piece -> arrivals.missing(piece, piece + 1));
    }
}
