package dtp.transport.udp.machine;

import dtp.transport.udp.rate.AutoRate;
import dtp.transport.udp.wire.Data;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Limits;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.Rate;
import dtp.transport.udp.wire.Packet.Srx;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Asks a peer that understands {@code ranges} for what is missing, never for more than path and socket hold, and tells it the
 * rate. One thread.
 */
final class RangedIntake implements Intake {
    /**
     * So much, or what comes in a second, may be under way however short the path is: less than half of a
     * socket's receive buffer. Of all peers together twice as much: it is a queue at whoever takes it all.
     */
    private static final long SOCKET_BYTES = 1_500_000;

    private static final long ALL_SOCKETS_BYTES = 2 * SOCKET_BYTES;

    private static final long REPORT_NS = 50_000_000;
    /** Of what came alone: a rate that is found every 50 ms at most would else just miss each report, and wait for the next. */
    private static final long UNCHANGED_REPORT_NS = 75_000_000;

    private static final long SLOW_REPORT_NS = 1_000_000_000;
    private static final int MAX_ASKS = 64;
    private static final int ASKS_A_WINDOW = 4;
    /** Where the path is so short that it does not bound the window: each costs the server a waking. */
    private static final int ASKS_A_SHORT_WINDOW = 2;

    private static final int WORTH_ASKING_TWICE = 32;
    /** So many pieces are asked for again before one of them has come. */
    private static final int AFTER_QUIET = 16;
    /** So few are asked of another peer all at once. */
    private static final long MEET = 16;

    private final Line line;
    private final long number;
    private final RoundTrip trip;
    private final Arrivals arrivals;
    private final int ranges;
    private final OptionalLong fixed;
    private final AutoRate auto;
    private final ArrayDeque<Ask> asks = new ArrayDeque<>();
    private final Suspects suspects = new Suspects();
    private final Cadence cadence = new Cadence();
    private long limit;
    private long requests;
    private long reports;
    private long outstanding;
    private int highest = -1;
    private int received;
    /** By how much the clocks differed at the first packet, its delay with it. */
    private int firstUs;

    private int reportedReceived;
    private long reported;
    private long reportNs;
    private long heardNs;
    private long askedNs;
    private int quiets;
    /** The last request that was given up in silence. */
    private long givenBack;

    private boolean fresh;

    /**
     * @param ranges most of one SRX, 1 to 64
     * @param fixed the rate in bytes a second; empty: found
     * @param limit never more than that
     */
    RangedIntake(
            Line line,
            long number,
            RoundTrip trip,
            Arrivals arrivals,
            int ranges,
            OptionalLong fixed,
            long limit,
            long nowNs,
            RandomGenerator random) {
        this.line = line;
        this.number = number;
        this.trip = trip;
        this.arrivals = arrivals;
        this.ranges = Math.min(ranges, Limits.MAX_RANGES);
        this.fixed = fixed;
        this.limit = limit;
        auto = new AutoRate(trip.ns(), arrivals.piece(), nowNs, random);
        heardNs = nowNs;
        askedNs = nowNs;
        reportNs = nowNs - SLOW_REPORT_NS;
    }

    private long rate() {
        return Math.min(limit, fixed.isPresent() ? fixed.getAsLong() : auto.bytesPerSecond());
    }

    @Override
    public void limit(long bytesPerSecond) {
        limit = Math.max(1, bytesPerSecond);
    }

    @Override
    public long outstanding() {
        return asks.isEmpty() ? 0 : outstanding;
    }

    @Override
    public int quiets() {
        return quiets;
    }

    @Override
    public void data(ByteBuffer in, long nowNs) {
        if (Data.mode(in) != Data.NUMBERED) {
            return;
        }
        int packet = Data.packet(in);
        long request = Data.request(in);
        long sequence = Data.sequence(in);
        int size = in.remaining() - Data.NUMBERED_HEADER;
        int clocksUs = (int) (nowNs / 1_000) - Data.sentUs(in);
        if (!arrivals.take(in, Data.NUMBERED_HEADER)) {
            return;
        }
        heardNs = nowNs;
        if (received == 0) {
            firstUs = clocksUs;
        }
        if (request > givenBack) {
            // what was asked for before a silence still comes when the peer is but slow: that does not answer it
            if (quiets > 0) {
                cadence.rest();
            }
            quiets = 0;
        }
        cadence.arrived(nowNs);
        received++;
        if (packet - highest > 0) {
            highest = packet;
        }
        // more than the first one's: the difference of the clocks may be just where 32 bits run over
        auto.packet(size, highest, clocksUs - firstUs, nowNs);
        if (fresh) {
            fresh = false;
            trip.measured(nowNs - askedNs);
        }
        Ask ask = asks.peek();
        if (ask != null && ask.number() == request && sequence == ask.next()) {
            advance(ask, ask.cursor() + 1);
        } else {
            outOfLine(request, sequence, packet);
        }
        suspects.judge(highest, arrivals::missing);
        if (asks.isEmpty()) {
            cadence.rest();
        }
    }

    private void advance(Ask ask, long cursor) {
        outstanding -= cursor - ask.cursor();
        ask.cursor(cursor);
        if (cursor == ask.total()) {
            asks.remove(ask);
        }
    }

    private void outOfLine(long request, long sequence, int packet) {
        // requests are served in their order: what came before this one is over
        while (!asks.isEmpty() && asks.peek().number() < request) {
            Ask over = asks.peek();
            suspects.add(over, over.cursor(), over.total(), packet);
            advance(over, over.total());
        }
        Ask ask = asks.peek();
        if (ask == null || ask.number() != request) {
            return;
        }
        long order = ask.order(sequence);
        if (order >= 0) {
            suspects.add(ask, ask.cursor(), order, packet);
            advance(ask, order + 1);
        }
    }

    @Override
    public void done(Done done, long nowNs) {
        while (!asks.isEmpty() && asks.peek().number() <= done.request()) {
            // only one that ends a request is a sign of life: repeats of an old one would hide that the next SRX was
            // lost
            heardNs = nowNs;
            quiets = 0;
            Ask over = asks.peek();
            over.each(over.cursor(), over.total(), arrivals::missing);
            advance(over, over.total());
        }
        if (asks.isEmpty()) {
            suspects.condemn(arrivals::missing);
            cadence.rest();
        }
    }

    @Override
    public void run(long nowNs) {
        if (asks.isEmpty()) {
            auto.idle();
        }
        auto.run(highest, nowNs);
        if (waits() && nowNs - Math.max(heardNs, askedNs) >= quietNs()) {
            quiets++;
            askedNs = nowNs;
            givenBack = requests;
            giveBack();
        }
        if (nowNs >= reportDueNs()) {
            report(rate(), nowNs);
        }
        ask(nowNs);
    }

    /** Something was asked for that may still come, or may not. */
    private boolean waits() {
        return !asks.isEmpty() || !suspects.isEmpty();
    }

    /** As told, or as pieces come where the peer sends slower than it is told. */
    @Override
    public long packetNs() {
        return Math.max(cadence.packetNs(), (long) Math.min(1e12, 1e9 * arrivals.piece() / rate()));
    }

    private long quietNs() {
        return trip.quietNs(packetNs(), quiets);
    }

    /** kftp.md, Read 6: at least every second, at most 20 times a second. */
    private long reportDueNs() {
        if (rate() != reported) {
            return reportNs + REPORT_NS;
        }
        return reportNs + (received != reportedReceived ? UNCHANGED_REPORT_NS : SLOW_REPORT_NS);
    }

    private void report(long told, long nowNs) {
        reports++;
        reported = told;
        reportedReceived = received;
        reportNs = nowNs;
        line.send(Encoder.encode(
                new Rate(number, reports, told, Math.max(0, highest) & 0xffff_ffffL, received & 0xffff_ffffL)));
    }

    /**
     * What the path holds at that rate, and half as much again. On a short path, whose trip may be but that of busy threads, a rate
     * that is still looked for may be far above what is carried: beyond what that fills no more than as much again, or a socket,
     * which is where it would wait. On a long one what is carried is seen too late for that.
     */
    private long pathBytes() {
        double tripSeconds = trip.ns() / 1e9;
        double asked = 1.5 * rate() * tripSeconds;
        if (fixed.isEmpty() && trip.ns() <= AutoRate.SHORT_TRIP_NS) {
            double full = auto.carriedPerSecond() * tripSeconds;
            asked = Math.min(asked, full + Math.max(full, SOCKET_BYTES));
        }
        return (long) Math.min(asked, 1e15);
    }

    private long socketBytes() {
        return Math.min(Math.min(SOCKET_BYTES, ALL_SOCKETS_BYTES / arrivals.peers()), rate());
    }

    private void ask(long nowNs) {
        if (arrivals.paused()) {
            return;
        }
        int piece = arrivals.piece();
        long path = pathBytes();
        long socket = socketBytes();
        // after a silence it may be slow rather than silent, and all would come twice
        long window = quiets > 0 ? AFTER_QUIET : Math.max(path, socket) / piece + 1;
        // several to a window: that one is lost shows when the next one is answered
        long part = window / (path < socket ? ASKS_A_SHORT_WINDOW : ASKS_A_WINDOW);
        int burst = Outflow.burst(piece);
        long most = part + 1;
        most += most > burst ? burst - most % burst : 0;
        if (path < socket) {
            // what one server reads in one go, and the sink gets in one
            most = Math.min(most, Outflow.block(Buffers.BYTES, piece));
        }
        while (outstanding() <= window - part
                && asks.size() < MAX_ASKS
                && !arrivals.pool().isEmpty()) {
            long[] wanted = arrivals.pool().take(most, ranges, arrivals.here());
            if (wanted.length == 0) {
                return;
            }
            requests++;
            fresh = asks.isEmpty() && quiets == 0;
            Ask ask = new Ask(requests, wanted);
            asks.add(ask);
            outstanding += ask.total();
            askedNs = nowNs;
            Srx srx = new Srx(number, requests, wanted);
            line.send(Encoder.encode(srx));
            if (arrivals.pool().isEmpty() || ask.total() >= WORTH_ASKING_TWICE || quiets > 0) {
                // one that is lost leaves a hole in the stream, or costs a quiet time; the second is ignored when both
                // come
                line.send(Encoder.encode(srx));
            }
        }
    }

    @Override
    public void giveBack() {
        for (Ask ask : asks) {
            ask.each(ask.cursor(), ask.total(), arrivals::missing);
        }
        asks.clear();
        outstanding = 0;
        suspects.condemn(arrivals::missing);
    }

    @Override
    public void share(long most) {
        long[] here = {0};
        asks.forEach(ask -> ask.each(ask.cursor(), ask.total(), (first, end) -> here[0] += arrivals.left(first, end)));
        // the later half: a faster peer comes from behind, until the two meet
        long skip = here[0] - Math.min(most, Math.max(MEET, (here[0] + 1) / 2));
        for (Ask ask : asks) {
            long from = ask.cursor();
            while (skip > 0 && from < ask.total()) {
                skip -= arrivals.here().has(ask.piece(from)) ? 0 : 1;
                from++;
            }
            ask.each(from, ask.total(), arrivals::missing);
        }
    }

    @Override
    public long deadlineNs() {
        long report = reportDueNs();
        return !waits() ? report : Math.min(report, Math.max(heardNs, askedNs) + quietNs());
    }
}
