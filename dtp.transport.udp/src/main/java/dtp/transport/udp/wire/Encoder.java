package dtp.transport.udp.wire;

import dtp.transport.udp.wire.Packet.Ack;
import dtp.transport.udp.wire.Packet.Bye;
import dtp.transport.udp.wire.Packet.Done;
import dtp.transport.udp.wire.Packet.Grq;
import dtp.transport.udp.wire.Packet.Irq;
import dtp.transport.udp.wire.Packet.IrqAck;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.Rate;
import dtp.transport.udp.wire.Packet.Rrq;
import dtp.transport.udp.wire.Packet.RrqAck;
import dtp.transport.udp.wire.Packet.Sha;
import dtp.transport.udp.wire.Packet.ShaAck;
import dtp.transport.udp.wire.Packet.Srq;
import dtp.transport.udp.wire.Packet.Srx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Packets to datagrams. Pure. */
public final class Encoder {
    private Encoder() {}

    /** A new buffer, ready to be read. */
    public static ByteBuffer encode(Packet packet) {
        ByteBuffer out = ByteBuffer.allocate(Limits.MAX_CONTROL);
        put(out, packet);
        return out.flip();
    }

    private static void put(ByteBuffer out, Packet packet) {
        if (packet instanceof Srx p) {
            out.put((byte) Op.SRX).putLong(p.number()).putInt((int) p.request());
            for (int i = 0; i < p.ranges().length; i += 2) {
                out.putLong(p.ranges()[i]).putInt((int) p.ranges()[i + 1]);
            }
        } else if (packet instanceof Rate p) {
            out.put((byte) Op.RATE).putLong(p.number()).putInt((int) p.report()).putLong(p.bytesPerSecond());
            out.putInt((int) p.highest()).putInt((int) p.received());
        } else if (packet instanceof Done p) {
            head(out, Op.DATA, p.number()).putShort((short) Data.DONE).putLong(p.pieces());
            out.putInt((int) p.request());
        } else if (packet instanceof Rrq p) {
            text(out.put((byte) Op.RRQ), p.name()).putShort((short) p.mode()).put((byte) 0);
            options(out, p.options());
        } else if (packet instanceof Irq p) {
            number(head(out, Op.IRQ, p.number()), p.count()).put((byte) 0);
        } else if (packet instanceof Grq p) {
            head(out, Op.GRQ, p.number())
                    .putShort((short) p.servers())
                    .put((byte) 0)
                    .putShort((short) p.server());
        } else if (packet instanceof Srq p) {
            number(head(out, Op.SRQ, p.number()), p.sequence());
        } else if (packet instanceof Sha p) {
            text(head(out, Op.SHA, p.number()), p.algorithm());
        } else if (packet instanceof Bye p) {
            out.put((byte) Op.BYE).putLong(p.number());
        } else {
            answer(out, packet);
        }
    }

    private static void answer(ByteBuffer out, Packet packet) {
        if (packet instanceof RrqAck p) {
            options(out.put((byte) Op.ACK).put((byte) Op.RRQ).putLong(p.number()), p.options());
        } else if (packet instanceof IrqAck p) {
            out.put((byte) Op.ACK).put((byte) Op.IRQ).putLong(p.number()).put((byte) 0);
            number(number(out, p.count()).put((byte) 0), p.size()).put((byte) 0).putShort((short) p.piece());
        } else if (packet instanceof ShaAck p) {
            text(out.put((byte) Op.ACK).put((byte) Op.SHA).putLong(p.number()).put((byte) 0), p.hex());
        } else if (packet instanceof Ack p) {
            out.put((byte) Op.ACK).put((byte) p.op()).putLong(p.number());
        } else if (packet instanceof Nack p) {
            out.put((byte) Op.NACK).put((byte) p.op()).putLong(p.number()).putShort((short) p.error());
            text(out, shortened(p.text()));
        }
    }

    private static String shortened(String text) {
        return text.length() > Limits.MAX_ERROR_TEXT / 3 ? text.substring(0, Limits.MAX_ERROR_TEXT / 3) : text;
    }

    private static ByteBuffer head(ByteBuffer out, int op, long number) {
        return out.put((byte) op).putLong(number).put((byte) 0);
    }

    private static ByteBuffer text(ByteBuffer out, String text) {
        return out.put(text.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    }

    private static void options(ByteBuffer out, Map<String, String> options) {
        options.forEach((key, value) -> text(text(out, key), value));
    }

    /** A text number: 20 digits, zero padded on the left. */
    private static ByteBuffer number(ByteBuffer out, long value) {
        int at = out.position();
        long left = value;
        for (int i = Limits.TEXT_NUMBER - 1; i >= 0; i--) {
            out.put(at + i, (byte) ('0' + left % 10));
            left /= 10;
        }
        return out.position(at + Limits.TEXT_NUMBER);
    }
}
