package dtp.transport.udp.machine;

import dtp.api.transport.Peer;
import dtp.api.transport.Serving;
import dtp.transport.udp.machine.GuestTable.Entry;
import dtp.transport.udp.wire.Data;
import dtp.transport.udp.wire.DecodeException;
import dtp.transport.udp.wire.Decoder;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Limits;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Bye;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rrq;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A KFTP server: who asks, proven or not, and the transfers of those who are. One thread calls. */
public final class KftpServer {
    private static final long HOUSEKEEPING_NS = 1_000_000_000L;

    private final Serving serving;
    private final ServerLimits limits;
    private final Surroundings around;
    private final Unproven unproven;
    private final GuestTable guests;
    private long rejected;
    private final Shares shares;
    private long level;
    private boolean closed;

    public KftpServer(Serving serving, ServerLimits limits, Surroundings around) {
        this.serving = serving;
        this.limits = limits;
        guests = new GuestTable(limits);
        shares = new Shares(limits.bytesPerSecond());
        level = limits.bytesPerSecond();
        this.around = around;
        unproven = new Unproven(around.random());
    }

    /** @param line the way back to {@code from} */
    public void onDatagram(InetSocketAddress from, Line line, ByteBuffer in, long nowNs) {
        if (closed) {
            return;
        }
        if (Data.isPiece(in)) {
            Entry entry = guests.get(Data.number(in));
            if (entry != null && entry.request().from().equals(from)) {
                data(entry, in, nowNs);
            }
            return;
        }
        int start = in.position();
        try {
            Packet packet = Decoder.decode(in);
            if (packet instanceof Rrq rrq) {
                requested(from, line, rrq, in.position() - start, nowNs);
            } else {
                numbered(from, line, packet, nowNs);
            }
        } catch (DecodeException e) {
            bad(from, line, in.position(start));
        }
    }

    private void data(Entry entry, ByteBuffer in, long nowNs) {
        try {
            entry.guest().data(in, nowNs);
        } catch (RuntimeException | OutOfMemoryError e) {
            broken(entry, e);
        }
    }

    /** A fault ends the transfer that it happens to, and no other. */
    private void broken(Entry entry, Throwable why) {
        around.broken(why);
        try {
            entry.guest().close("a fault of the server: " + why);
        } catch (RuntimeException | OutOfMemoryError again) {
            around.broken(again);
        }
    }

    /** kftp.md, Bad input: an answer to whoever is proven; a bare one to a request that is long enough for it. */
    private void bad(InetSocketAddress from, Line line, ByteBuffer in) {
        rejected++;
        if (in.remaining() < 1 + Long.BYTES) {
            return;
        }
        int op = in.get(in.position());
        Entry entry = guests.get(in.getLong(in.position() + 1));
        if (entry != null && entry.request().from().equals(from)) {
            line.send(Encoder.encode(new Nack(op, entry.number(), Op.BAD_REQUEST, "")));
        } else if (op == Op.RRQ && in.remaining() >= Limits.MAX_UNPROVEN_ANSWER) {
            line.send(Encoder.encode(new Nack(op, 0, Op.BAD_REQUEST, "")));
        }
    }

    private void requested(InetSocketAddress from, Line line, Rrq rrq, int bytes, long nowNs) {
        int error = Acceptance.error(rrq);
        if (error != 0) {
            line.send(Encoder.encode(new Nack(Op.RRQ, 0, error, "")));
            return;
        }
        Unproven.Request request = new Unproven.Request(from, rrq);
        int piece = Math.min(limits.maxPiece(), Options.piece(rrq.options()));
        Optional<Entry> known = guests.of(request);
        long number = known.map(Entry::number)
                .orElseGet(() -> unproven.number(request, piece, nowNs).number());
        Map<String, String> told = known.map(k -> k.guest().told()).orElse(Map.of());
        int most = Math.max(bytes, Limits.MAX_UNPROVEN_ANSWER);
        line.send(Acceptance.answer(number, rrq, piece, told, most, limits.bytesPerSecond()));
    }

    private void numbered(InetSocketAddress from, Line line, Packet packet, long nowNs) {
        Entry entry = guests.get(packet.number());
        if (entry == null) {
            Unproven.Entry shown = unproven.prove(packet.number(), from, nowNs);
            entry = shown == null || packet instanceof Bye ? null : admit(shown, line, packet, nowNs);
        }
        if (entry == null || !entry.request().from().equals(from)) {
            rejected++;
            return;
        }
        try {
            entry.guest().packet(packet, nowNs);
        } catch (RuntimeException | OutOfMemoryError e) {
            broken(entry, e);
        }
    }

    private Entry admit(Unproven.Entry shown, Line line, Packet packet, long nowNs) {
        String host = shown.request().host();
        Rrq rrq = shown.request().rrq();
        if (rrq.mode() == Packet.WRITE && !fits(shown, packet)) {
            line.send(Encoder.encode(new Nack(Op.IRQ, shown.number(), Op.BAD_REQUEST, "")));
            return null;
        }
        guests.leftBehind(host, rrq, nowNs)
                .ifPresent(before -> dismiss(before, () -> before.guest().close("its sender has come back")));
        if (guests.isFullFor(host) && !madeRoom(host, nowNs)) {
            line.send(Encoder.encode(new Nack(Op.IRQ, shown.number(), Op.BUSY, "")));
            return null;
        }
        Guest guest;
        try {
            guest = opened(
                    shown,
                    line,
                    Peer.of("kftp", host + ":" + shown.request().from().getPort()),
                    nowNs);
        } catch (RuntimeException | OutOfMemoryError e) {
            around.broken(e);
            line.send(Encoder.encode(new Nack(Op.IRQ, shown.number(), Op.CANNOT_READ, "a fault of the server")));
            return null;
        }
        Entry entry = new Entry(
                shown.number(),
                shown.request(),
                guest,
                // the time to the proof is a round trip or more
                Math.max(ServerLimits.PATIENCE_NS, 8 * (nowNs - shown.sinceNs())));
        guests.add(entry);
        return entry;
    }

    /** A write has as many pieces as it says, and no more than there can be. */
    private static boolean fits(Unproven.Entry shown, Packet packet) {
        long size =
                Options.number(shown.request().rrq().options(), Options.SIZE).orElse(0);
        long count = Limits.pieces(size, shown.piece());
        return count <= Limits.MAX_PIECES && !(packet instanceof Irq irq && irq.count() != count);
    }

    private Guest opened(Unproven.Entry shown, Line line, Peer peer, long nowNs) {
        Rrq rrq = shown.request().rrq();
        if (rrq.mode() == Packet.READ) {
            ReadGuest reading = new ReadGuest(line, shown.number(), rrq, shown.piece(), around, level, nowNs);
            reading.open(serving, peer, nowNs);
            return reading;
        }
        RoundTrip trip = new RoundTrip();
        trip.guessed(nowNs - shown.sinceNs());
        WriteGuest writing = new WriteGuest(line, shown.number(), rrq, shown.piece(), around, trip, level, nowNs);
        writing.open(serving, peer, nowNs);
        return writing;
    }

    /** It is forgotten for the sake of another, whom its faults do not reach. */
    private void dismiss(Entry entry, Runnable end) {
        try {
            end.run();
        } catch (RuntimeException | OutOfMemoryError e) {
            broken(entry, e);
        }
        guests.forget(entry);
    }

    private boolean madeRoom(String host, long nowNs) {
        Optional<Entry> spared = guests.spare(host, nowNs);
        spared.ifPresent(entry -> dismiss(entry, entry.guest()::giveWay));
        return spared.isPresent();
    }

    /** Sends, asks, and forgets who is gone. */
    public void run(long nowNs) {
        shareOut(nowNs);
        List<Entry> over = new ArrayList<>();
        for (Entry entry : guests.all()) {
            try {
                entry.guest().run(nowNs);
            } catch (RuntimeException | OutOfMemoryError e) {
                broken(entry, e);
            }
            if (entry.guest().over()) {
                over.add(entry);
            }
        }
        over.forEach(guests::forget);
    }

    private void shareOut(long nowNs) {
        if (level == Long.MAX_VALUE) {
            return; // there is no limit
        }
        int active = 0;
        for (Entry entry : guests.all()) {
            active += entry.guest().demand(nowNs) > 0 ? 1 : 0;
        }
        if (shares.due(active, nowNs)) {
            long[] demands = guests.all().stream()
                    .mapToLong(e -> e.guest().demand(nowNs))
                    .filter(d -> d > 0)
                    .toArray();
            level = shares.level(demands);
            guests.all().forEach(e -> e.guest().share(level, nowNs));
        }
    }

    /** When {@link #run} is to be called, at the latest. */
    public long deadlineNs(long nowNs) {
        long deadline = nowNs + HOUSEKEEPING_NS;
        for (Entry entry : guests.all()) {
            try {
                deadline = Math.min(deadline, entry.guest().deadlineNs(nowNs));
            } catch (RuntimeException | OutOfMemoryError e) {
                // the answer may take reading ahead
                broken(entry, e);
                deadline = nowNs;
            }
        }
        return deadline;
    }

    /** Ends every transfer; uploads that can go on are kept. */
    public void close() {
        closed = true;
        List.copyOf(guests.all())
                .forEach(entry -> dismiss(entry, () -> entry.guest().close("the server stops")));
    }

    /** Proven transfers. */
    public int transfers() {
        return guests.all().size();
    }

    /** Numbers that wait to be proven. */
    public int unproven() {
        return unproven.size();
    }

    /** Datagrams that were none, or nobody's. */
    public long rejected() {
        return rejected;
    }
}
