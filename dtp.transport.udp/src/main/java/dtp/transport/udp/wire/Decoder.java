package dtp.transport.udp.wire;

import dtp.transport.udp.wire.DecodeException.Kind;
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
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Datagrams to packets, the bytes being anybody's. Pure. */
public final class Decoder {
    /** A file number, and the 0 behind it. */
    private static final int NUMBERED = 9;

    private static final int FILE_NUMBER = 8;

    private Decoder() {}

    /** @param in from its position to its limit; read to its end unless this throws */
    public static Packet decode(ByteBuffer in) throws DecodeException {
        require(in.hasRemaining(), Kind.TOO_SHORT);
        require(in.remaining() <= Limits.MAX_CONTROL, Kind.TOO_LONG);
        int op = in.get();
        require(op == Op.RRQ || in.remaining() >= FILE_NUMBER, Kind.TOO_SHORT);
        return switch (op) {
            case Op.RRQ -> rrq(in);
            case Op.IRQ -> irq(in);
            case Op.GRQ -> grq(in);
            case Op.SRQ -> new Srq(head(in, 20), end(in, number(in)));
            case Op.DATA -> done(in);
            case Op.ACK -> ack(in);
            case Op.NACK -> nack(in);
            case Op.SHA -> sha(in);
            case Op.SRX -> srx(in);
            case Op.RATE -> rate(in);
            case Op.BYE -> end(in, new Bye(in.getLong()));
            default -> throw new DecodeException(Kind.UNKNOWN_OP);
        };
    }

    private static void require(boolean holds, Kind otherwise) throws DecodeException {
        if (!holds) {
            throw new DecodeException(otherwise);
        }
    }

    private static <T> T end(ByteBuffer in, T value) throws DecodeException {
        require(!in.hasRemaining(), Kind.TOO_LONG);
        return value;
    }

    /** The file number and the 0 behind it, when {@code more} bytes follow at least. */
    private static long head(ByteBuffer in, int more) throws DecodeException {
        require(in.remaining() >= NUMBERED + more, Kind.TOO_SHORT);
        long number = in.getLong();
        zero(in);
        return number;
    }

    private static void zero(ByteBuffer in) throws DecodeException {
        require(in.hasRemaining(), Kind.TOO_SHORT);
        require(in.get() == 0, Kind.BAD_SEPARATOR);
    }

    /** A text number. */
    private static long number(ByteBuffer in) throws DecodeException {
        require(in.remaining() >= Limits.TEXT_NUMBER, Kind.TOO_SHORT);
        long value = 0;
        for (int i = 0; i < Limits.TEXT_NUMBER; i++) {
            int digit = in.get() - '0';
            require(digit >= 0 && digit <= 9, Kind.BAD_NUMBER);
            require(value <= (Long.MAX_VALUE - digit) / 10, Kind.BAD_NUMBER);
            value = value * 10 + digit;
        }
        return value;
    }

    private static String text(ByteBuffer in, int most) throws DecodeException {
        int start = in.position();
        int length = 0;
        while (true) {
            require(in.hasRemaining(), Kind.BAD_TEXT);
            if (in.get() == 0) {
                break;
            }
            require(++length <= most, Kind.BAD_TEXT);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(in.slice(start, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DecodeException(Kind.BAD_TEXT);
        }
    }

    private static Map<String, String> options(ByteBuffer in) throws DecodeException {
        Map<String, String> options = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            require(options.size() < Limits.MAX_OPTIONS, Kind.BAD_COUNT);
            String before = options.put(text(in, Limits.MAX_OPTION), text(in, Limits.MAX_OPTION));
            require(before == null, Kind.BAD_TEXT);
        }
        return options;
    }

    private static Rrq rrq(ByteBuffer in) throws DecodeException {
        String name = text(in, Limits.MAX_NAME);
        require(!name.isEmpty(), Kind.BAD_TEXT);
        require(in.remaining() >= 3, Kind.TOO_SHORT);
        int mode = in.getShort() & 0xffff;
        zero(in);
        return new Rrq(name, mode, options(in));
    }

    private static Irq irq(ByteBuffer in) throws DecodeException {
        long number = head(in, Limits.TEXT_NUMBER + 1);
        long count = number(in);
        zero(in);
        return end(in, new Irq(number, count));
    }

    private static Grq grq(ByteBuffer in) throws DecodeException {
        long number = head(in, 5);
        int servers = in.getShort() & 0xffff;
        zero(in);
        int server = in.getShort() & 0xffff;
        require(servers >= 1 && server < servers, Kind.BAD_COUNT);
        return end(in, new Grq(number, servers, server));
    }

    private static Done done(ByteBuffer in) throws DecodeException {
        long number = head(in, 14);
        require(in.getShort() == Data.DONE, Kind.BAD_COUNT);
        long pieces = in.getLong();
        require(pieces >= 0, Kind.BAD_NUMBER);
        return end(in, new Done(number, pieces, in.getInt() & 0xffff_ffffL));
    }

    private static Packet ack(ByteBuffer in) throws DecodeException {
        int op = in.get();
        require(in.remaining() >= 8, Kind.TOO_SHORT);
        long number = in.getLong();
        return switch (op) {
            case Op.RRQ -> new RrqAck(number, options(in));
            case Op.IRQ -> irqAck(in, number);
            case Op.SHA -> shaAck(in, number);
            case Op.DATA, Op.BYE -> end(in, new Ack(op, number));
            default -> throw new DecodeException(Kind.UNKNOWN_OP);
        };
    }

    private static IrqAck irqAck(ByteBuffer in, long number) throws DecodeException {
        zero(in);
        long count = number(in);
        zero(in);
        long size = number(in);
        zero(in);
        require(in.remaining() >= 2, Kind.TOO_SHORT);
        int piece = in.getShort() & 0xffff;
        require(piece >= Limits.MIN_PIECE && piece <= Limits.MAX_PIECE, Kind.BAD_COUNT);
        require(count == Limits.pieces(size, piece) && count <= Limits.MAX_PIECES, Kind.BAD_COUNT);
        return end(in, new IrqAck(number, count, size, piece));
    }

    private static ShaAck shaAck(ByteBuffer in, long number) throws DecodeException {
        zero(in);
        String hex = text(in, 64);
        boolean digits = hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
        require(digits && (hex.length() == 64 || hex.length() == 40), Kind.BAD_TEXT);
        return end(in, new ShaAck(number, hex));
    }

    private static Nack nack(ByteBuffer in) throws DecodeException {
        int op = in.get();
        require(in.remaining() >= 11, Kind.TOO_SHORT);
        long number = in.getLong();
        int error = in.getShort() & 0xffff;
        return end(in, new Nack(op, number, error, text(in, Limits.MAX_ERROR_TEXT)));
    }

    private static Sha sha(ByteBuffer in) throws DecodeException {
        long number = head(in, 1);
        return end(in, new Sha(number, text(in, 16)));
    }

    private static Srx srx(ByteBuffer in) throws DecodeException {
        require(in.remaining() >= 24, Kind.TOO_SHORT);
        long number = in.getLong();
        long request = in.getInt() & 0xffff_ffffL;
        int n = in.remaining() / 12;
        require(in.remaining() % 12 == 0 && n <= Limits.MAX_RANGES, Kind.BAD_COUNT);
        long[] ranges = new long[2 * n];
        for (int i = 0; i < ranges.length; i += 2) {
            ranges[i] = in.getLong();
            ranges[i + 1] = in.getInt() & 0xffff_ffffL;
            require(ranges[i] >= 0 && ranges[i] <= Limits.MAX_PIECES && ranges[i + 1] >= 1, Kind.BAD_COUNT);
        }
        return new Srx(number, request, ranges);
    }

    private static Rate rate(ByteBuffer in) throws DecodeException {
        require(in.remaining() >= 28, Kind.TOO_SHORT);
        long number = in.getLong();
        long report = in.getInt() & 0xffff_ffffL;
        long bytesPerSecond = in.getLong();
        require(bytesPerSecond >= 1, Kind.BAD_NUMBER);
        long highest = in.getInt() & 0xffff_ffffL;
        return end(in, new Rate(number, report, bytesPerSecond, highest, in.getInt() & 0xffff_ffffL));
    }
}
