package dtp.transport.udp.machine;

import dtp.api.payload.PayloadChangedException;
import dtp.api.transport.Peer;
import dtp.api.transport.Served;
import dtp.api.transport.Serving;
import dtp.transport.udp.wire.Limits;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Ack;
import dtp.transport.udp.wire.Packet.Bye;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.Grq;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rate;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.Sha;
import dtp.transport.udp.wire.Packet.ShaAck;
import dtp.transport.udp.wire.Packet.Srq;
import dtp.transport.udp.wire.Packet.Srx;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somebody reads from this server. The server's thread. */
final class ReadGuest implements Guest {
    private static final int MOST_WAITING = 16;

    private final Line line;
    private final long number;
    private final Rrq rrq;
    private final int piece;
    private final Surroundings around;
    /** What came before the payload was open. */
    private final List<Packet> waiting = new ArrayList<>();

    private final Map<String, Optional<String>> digests = new HashMap<>();
    private Served served;
    private Outflow out;
    private IrqAck opened;
    private Map<String, String> told = Map.of();
    private Grq stream;
    private Nack failure;
    private boolean over;
    private int irqs;
    private long share;
    private long heardNs;

    ReadGuest(Line line, long number, Rrq rrq, int piece, Surroundings around, long share, long nowNs) {
        this.line = line;
        this.number = number;
        this.rrq = rrq;
        this.piece = piece;
        this.around = around;
        this.share = share;
        heardNs = nowNs;
    }

    /** Opens what was asked for; the answers wait. */
    void open(Serving serving, Peer peer, long nowNs) {
        serving.open(rrq.name(), peer)
                .whenComplete((opening, failed) -> around.execute(() -> opened(opening, failed, nowNs)));
    }

    private void opened(Served opening, Throwable failed, long nowNs) {
        if (failed != null) {
            failure = Guest.nack(Op.IRQ, number, failed);
            Guest.answer(line, failure);
            return;
        }
        served = opening;
        if (over) {
            served.close();
            return;
        }
        try {
            begin(nowNs);
        } catch (RuntimeException | OutOfMemoryError e) {
            around.broken(e);
            fail(Op.IRQ, Op.CANNOT_READ, "a fault of the server");
        }
    }

    private void begin(long nowNs) {
        long size = served.payload().info().size().orElse(0);
        long count = Limits.pieces(size, piece);
        if (count > Limits.MAX_PIECES) {
            fail(Op.IRQ, Op.CANNOT_READ, "too large for pieces of " + piece + " bytes");
            return;
        }
        served.onStop(reason -> around.execute(() -> fail(Op.DATA, Op.BUSY, reason.text())));
        Blocks blocks = new Blocks(around.reader(served.payload()), around.buffers(), piece, size, count);
        boolean ranges = Options.ranges(rrq.options());
        out = new Outflow(
                line,
                number,
                piece,
                size,
                ranges,
                Options.rate(rrq.options(), piece),
                limit(),
                blocks,
                served::sent,
                nowNs);
        opened = new IrqAck(number, count, size, piece);
        told = Options.of(served.payload().info());
        Guest.answer(line, opened);
        for (Packet packet : waiting) {
            packet(packet, heardNs);
        }
        waiting.clear();
    }

    private long limit() {
        return Math.max(1, Math.min(share, served.throughputBytesPerSecond()));
    }

    private void fail(int op, int error, String text) {
        failure = new Nack(op, number, error, text);
        Guest.answer(line, failure);
        release();
    }

    @Override
    public void packet(Packet packet, long nowNs) {
        heardNs = nowNs;
        if (packet instanceof Bye) {
            Guest.answer(line, new Ack(Op.BYE, number));
            over = true;
            release();
        } else if (failure != null) {
            Guest.answer(line, failure);
        } else if (out == null) {
            waits(packet);
        } else {
            out.heard(nowNs);
            if (!serve(packet, nowNs)) {
                Guest.answer(line, new Nack(op(packet), number, Op.BAD_REQUEST, ""));
            }
        }
    }

    private void waits(Packet packet) {
        if (packet instanceof Irq) {
            Guest.notYet(line, number, irqs++);
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(packet);
        }
    }

    private static int op(Packet packet) {
        return packet instanceof Srx ? Op.SRX : packet instanceof Grq ? Op.GRQ : Op.SRQ;
    }

    private boolean serve(Packet packet, long nowNs) {
        if (packet instanceof Srx srx) {
            return out.srx(srx);
        } else if (packet instanceof Rate rate) {
            out.rate(rate, nowNs);
        } else if (packet instanceof Irq) {
            Guest.answer(line, opened);
        } else if (packet instanceof Grq grq) {
            return stream(grq);
        } else if (packet instanceof Srq srq) {
            return out.srq(srq.sequence());
        } else if (packet instanceof Sha sha) {
            digest(sha.algorithm());
        } else {
            return packet instanceof Done;
        }
        return true;
    }

    private boolean stream(Grq grq) {
        if (stream == null) {
            stream = grq;
            out.stream(grq.servers(), grq.server());
        } else if (!stream.equals(grq)) {
            return false;
        } else if (out.streamed()) {
            out.repeatDone();
        }
        return true;
    }

    private void digest(String name) {
        String algorithm = name.equals("sha256") ? "SHA-256" : name.equals("sha1") ? "SHA-1" : "";
        if (algorithm.isEmpty()) {
            Guest.answer(line, new Nack(Op.SHA, number, Op.BAD_REQUEST, ""));
            return;
        }
        Optional<String> known = digests.get(name);
        if (known == null) {
            digests.put(name, Optional.empty());
            served.payload()
                    .digest(algorithm)
                    .whenComplete((digest, failed) -> around.execute(() -> {
                        if (failed != null) {
                            digests.remove(name);
                            Guest.answer(line, new Nack(Op.SHA, number, Op.CANNOT_READ, ""));
                        } else {
                            String text = digest.toString();
                            digests.put(name, Optional.of(text.substring(text.indexOf(':') + 1)));
                            Guest.answer(
                                    line, new ShaAck(number, digests.get(name).orElse("")));
                        }
                    }));
        } else if (known.isPresent()) {
            Guest.answer(line, new ShaAck(number, known.get()));
        } else {
            Guest.answer(line, new Nack(Op.SHA, number, Op.NOT_YET, ""));
        }
    }

    @Override
    public void data(ByteBuffer in, long nowNs) {
        heardNs = nowNs;
    }

    @Override
    public void run(long nowNs) {
        if (out == null) {
            over |= nowNs - heardNs >= ServerLimits.FORGET_NS;
            return;
        }
        out.limit(limit(), nowNs);
        out.run(nowNs);
        out.failure().ifPresent(e -> {
            if (failure == null) {
                fail(
                        Op.DATA,
                        e instanceof PayloadChangedException ? Op.SOURCE_CHANGED : Op.CANNOT_READ,
                        String.valueOf(e.getMessage()));
            }
        });
        boolean streaming = !Options.ranges(rrq.options()) && out != null && !out.idle();
        if (nowNs - heardNs >= ServerLimits.FORGET_NS && !streaming) {
            over = true;
            release();
        }
    }

    @Override
    public long deadlineNs(long nowNs) {
        long forgetNs = heardNs + ServerLimits.FORGET_NS;
        return out == null ? forgetNs : Math.min(forgetNs < nowNs ? Long.MAX_VALUE : forgetNs, out.deadlineNs(nowNs));
    }

    @Override
    public Map<String, String> told() {
        return out == null ? Map.of() : told;
    }

    @Override
    public boolean over() {
        return over;
    }

    @Override
    public long demand(long nowNs) {
        return out == null ? 0 : out.demand(nowNs);
    }

    /** After a minute in any case: a base stream needs no words, but its reader may be gone. */
    @Override
    public long spareNs(long nowNs, long patienceNs) {
        long silentNs = nowNs - heardNs;
        if (silentNs >= ServerLimits.FORGET_NS || (failure != null && silentNs >= patienceNs)) {
            return silentNs;
        }
        return out == null ? 0 : out.spareNs(nowNs, patienceNs);
    }

    @Override
    public void giveWay() {
        if (failure == null) {
            fail(Op.DATA, Op.BUSY, "nothing was heard of the reader, and others wait");
        }
        over = true;
    }

    @Override
    public void share(long bytesPerSecond, long nowNs) {
        share = bytesPerSecond;
    }

    private void release() {
        if (out != null) {
            out.close();
            out = null;
        }
        if (served != null) {
            served.close();
        }
    }

    @Override
    public void close(String why) {
        over = true;
        release();
    }
}
