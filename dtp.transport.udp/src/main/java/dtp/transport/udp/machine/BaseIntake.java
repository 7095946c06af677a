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
    private final int servers;
    private final int server;
    /** Pieces asked for one by one, and when. */
    private final Map<Long, Long> asked = new HashMap<>();

    private final boolean pushed;
    private boolean streaming;
    private boolean heard;
    private long heardNs;
    private long streamAt;
    private int quiets;

    /** @param servers 0: no stream, single pieces only; -1: one that the peer sends unasked */
    BaseIntake(Line line, long number, RoundTrip trip, Arrivals arrivals, int servers, int server, long nowNs) {
        this.line = line;
        this.number = number;
        this.trip = trip;
        this.arrivals = arrivals;
        this.servers = Math.abs(servers);
        this.server = server;
        this.streamAt = server;
        streaming = servers != 0;
        pushed = servers < 0;
        heardNs = nowNs;
        if (servers > 0) {
            line.send(Encoder.encode(new Grq(number, servers, server)));
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
        asked.remove(sequence);
        if (streaming && sequence % servers == server) {
            streamAt = Math.max(streamAt, sequence + servers);
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
            for (long i = server; i < arrivals.here().count(); i += servers) {
                arrivals.missing(i, i + 1);
            }
        }
    }

    @Override
    public void run(long nowNs) {
        if ((streaming || !asked.isEmpty()) && nowNs - heardNs >= quietNs()) {
            quiets++;
            heardNs = nowNs;
            if (streaming && !heard && !pushed) {
                line.send(Encoder.encode(new Grq(number, servers, server)));
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

    private long quietNs() {
        return trip.patienceNs() << Math.min(quiets, 4);
    }

    @Override
    public long deadlineNs() {
        return streaming || !asked.isEmpty() ? heardNs + quietNs() : Long.MAX_VALUE;
    }

    @Override
    public long outstanding() {
        return asked.size() + (streaming ? Math.max(1, (arrivals.here().count() - streamAt) / servers) : 0);
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
        long count = 0;
        for (long i = streaming ? streamAt : Long.MAX_VALUE;
                i < arrivals.here().count() && count < most;
                i += servers, count++) {
            arrivals.missing(i, i + 1);
        }
        asked.keySet().forEach(piece -> arrivals.missing(piece, piece + 1));
    }
}
