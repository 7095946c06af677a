package dtp.transport.udp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The layouts of kftp.md, byte by byte, and what is none of them. */
class CodecTest {
    private static final long NUMBER = 0x0102030405060708L;
    private static final String ID = "0102030405060708";

    /** Hexadecimal digits, and text in quotes; spaces do not count. */
    static byte[] bytes(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] parts = text.split("'", -1);
        for (int i = 0; i < parts.length; i++) {
            out.writeBytes(
                    i % 2 == 1
                            ? parts[i].getBytes(StandardCharsets.UTF_8)
                            : HexFormat.of().parseHex(parts[i].replace(" ", "")));
        }
        return out.toByteArray();
    }

    private static Map<String, String> options(String... keysAndValues) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return options;
    }

    private static void both(String golden, Packet packet) throws DecodeException {
        byte[] expected = bytes(golden);
        byte[] encoded = new byte[expected.length];
        ByteBuffer out = Encoder.encode(packet);
        assertEquals(expected.length, out.remaining(), golden);
        out.get(encoded);
        assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(encoded));
        Packet decoded = Decoder.decode(ByteBuffer.wrap(expected));
        if (packet instanceof Srx srx) {
            assertEquals(
                    List.of(srx.number(), srx.request(), srx.pieces()),
                    List.of(decoded.number(), ((Srx) decoded).request(), ((Srx) decoded).pieces()));
        } else {
            assertEquals(packet, decoded);
        }
    }

    @Test
    void everyLayoutIsWrittenAndReadAsTheDocumentDrawsIt() throws DecodeException {
        both("01 'a.bin' 00 0001 00", new Rrq("a.bin", 1, Map.of()));
        both(
                "01 'ä' 00 0002 00 'piece' 00 '512' 00 'ranges' 00 '1' 00",
                new Rrq("ä", 2, options("piece", "512", "ranges", "1")));
        both("02" + ID + "00 '00000000000000000000' 00", new Irq(NUMBER, 0));
        both("03" + ID + "00 0003 00 0002", new Grq(NUMBER, 3, 2));
        both("04" + ID + "00 '09223372036854775807'", new Srq(NUMBER, Long.MAX_VALUE));
        both("05" + ID + "00 0000 0000000000000009 00000007", new Done(NUMBER, 9, 7));
        both("06 01" + ID, new RrqAck(NUMBER, Map.of()));
        both("06 01" + ID + "'piece' 00 '512' 00", new RrqAck(NUMBER, options("piece", "512")));
        both(
                "06 01" + ID + "'size' 00 '3001' 00 'modified' 00 '1795262400123' 00 'ranges' 00 '1' 00",
                new RrqAck(NUMBER, options("size", "3001", "modified", "1795262400123", "ranges", "1")));
        both(
                "06 02" + ID + "00 '00000000000000000003' 00 '00000000000000003001' 00 0578",
                new IrqAck(NUMBER, 3, 3_001, 1_400));
        both("06 08" + ID + "00 '" + "ab".repeat(20) + "' 00", new ShaAck(NUMBER, "ab".repeat(20)));
        both("06 05" + ID, new Ack(Op.DATA, NUMBER));
        both("06 0b" + ID, new Ack(Op.BYE, NUMBER));
        both("07 01 0000000000000000 0001 'no' 00", new Nack(Op.RRQ, 0, 1, "no"));
        both("08" + ID + "00 'sha256' 00", new Sha(NUMBER, "sha256"));
        both("09" + ID + "00000005 0000000000000002 00000003", new Srx(NUMBER, 5, new long[] {2, 3}));
        both("0a" + ID + "00000001 00000000000003e8 00000010 0000000f", new Rate(NUMBER, 1, 1_000, 16, 15));
        both("0b" + ID, new Bye(NUMBER));
    }

    @Test
    void aPieceIsReadInPlaceInBothModes() {
        ByteBuffer base = ByteBuffer.wrap(bytes("05" + ID + "00 0001 0000000000000009 'x'"));
        assertEquals(
                List.of(true, NUMBER, 1, 9L),
                List.of(Data.isPiece(base), Data.number(base), Data.mode(base), Data.sequence(base)));
        ByteBuffer numbered =
                ByteBuffer.wrap(bytes("05" + ID + "00 0002 0000000000000009 00000007 00000003 ffffffff 'x'"));
        assertEquals(
                List.of(true, 2, 7L, 3, -1),
                List.of(
                        Data.isPiece(numbered),
                        Data.mode(numbered),
                        Data.request(numbered),
                        Data.packet(numbered),
                        Data.sentUs(numbered)));
        ByteBuffer written = ByteBuffer.allocate(100);
        Data.putNumbered(written, NUMBER, 9, 7, 3, -1);
        assertEquals(numbered.slice(0, Data.NUMBERED_HEADER), written.flip());
        ByteBuffer short2 = ByteBuffer.wrap(bytes("05" + ID + "00 0002 0000000000000009 00000007 00000003"));
        assertEquals(false, Data.isPiece(short2));
    }

    private static void rejected(Kind kind, String datagram) {
        DecodeException e =
                assertThrows(DecodeException.class, () -> Decoder.decode(ByteBuffer.wrap(bytes(datagram))), datagram);
        assertEquals(kind, e.kind(), datagram);
    }

    @Test
    void whatIsShorterThanItsLayoutIsRejected() {
        for (String whole : List.of(
                "02" + ID + "00 '00000000000000000000' 00",
                "03" + ID + "00 0003 00 0002",
                "04" + ID + "00 '00000000000000000001'",
                "05" + ID + "00 0000 0000000000000009 00000007",
                "06 02" + ID + "00 '00000000000000000003' 00 '00000000000000003001' 00 0578",
                "07 01" + ID + "0001 00",
                "08" + ID + "00 'sha256' 00",
                "09" + ID + "00000005 0000000000000002 00000003",
                "0a" + ID + "00000001 00000000000003e8 00000010 0000000f",
                "0b" + ID)) {
            byte[] bytes = bytes(whole);
            for (int length = 0; length < bytes.length; length++) {
                ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
                assertThrows(DecodeException.class, () -> Decoder.decode(cut), () -> whole + " cut to " + cut.limit());
            }
        }
    }

    @Test
    void numbersCountsAndTextsThatCannotBeAreRejected() {
        rejected(Kind.UNKNOWN_OP, "0c" + ID);
        rejected(Kind.UNKNOWN_OP, "00" + ID);
        rejected(Kind.UNKNOWN_OP, "06 03" + ID);
        rejected(Kind.BAD_NUMBER, "04" + ID + "00 '0000000000000000000x'");
        rejected(Kind.BAD_NUMBER, "04" + ID + "00 '09223372036854775808'");
        rejected(Kind.BAD_NUMBER, "04" + ID + "00 '-0000000000000000001'");
        rejected(Kind.TOO_LONG, "04" + ID + "00 '00000000000000000001' 00");
        rejected(Kind.BAD_SEPARATOR, "04" + ID + "01 '00000000000000000001'");
        rejected(Kind.BAD_COUNT, "03" + ID + "00 0000 00 0000");
        rejected(Kind.BAD_COUNT, "03" + ID + "00 0003 00 0003");
        rejected(Kind.BAD_COUNT, "09" + ID + "00000005 0000000000000002 00000003 00");
        rejected(Kind.BAD_COUNT, "09" + ID + "00000005 0000000000000002 00000000");
        rejected(Kind.BAD_COUNT, "09" + ID + "00000005 8000000000000002 00000001");
        rejected(Kind.BAD_COUNT, "09" + ID + "00000005" + "0000000000000002 00000001".repeat(65));
        rejected(Kind.BAD_NUMBER, "0a" + ID + "00000001 0000000000000000 00000010 0000000f");
        rejected(Kind.BAD_NUMBER, "05" + ID + "00 0000 8000000000000009 00000007");
        rejected(Kind.BAD_COUNT, "05" + ID + "00 0003 0000000000000009 00000007");
        rejected(Kind.BAD_TEXT, "08" + ID + "00 'sha256'");
        rejected(Kind.BAD_TEXT, "06 08" + ID + "00 '" + "AB".repeat(20) + "' 00");
        rejected(Kind.BAD_TEXT, "06 08" + ID + "00 'abcd' 00");
        rejected(Kind.BAD_COUNT, "06 02" + ID + "00 '00000000000000000004' 00 '00000000000000003001' 00 0578");
        rejected(Kind.BAD_COUNT, "06 02" + ID + "00 '00000000000000000003' 00 '00000000000000003001' 00 003f");
        rejected(Kind.TOO_LONG, "01 '" + "n".repeat(3_000) + "' 00 0001 00");
    }

    @Test
    void optionsAreAtMostSixteenEachOnceAndEnded() {
        rejected(Kind.BAD_TEXT, "01 00 0001 00 00000000000000");
        rejected(Kind.BAD_TEXT, "01 '" + "n".repeat(256) + "' 00 0001 00");
        rejected(Kind.BAD_TEXT, "01 'a.bin' 00 0001 00 'piece' 00 '1'");
        rejected(Kind.BAD_TEXT, "01 'a.bin' 00 0001 00 'piece' 00");
        rejected(Kind.BAD_TEXT, "01 'a.bin' 00 0001 00 'piece' 00 '1' 00 'piece' 00 '2' 00");
        rejected(Kind.BAD_TEXT, "01 'a.bin' 00 0001 00 ff 00 '1' 00");
        StringBuilder many = new StringBuilder("01 'a.bin' 00 0001 00");
        for (int i = 0; i < 17; i++) {
            many.append(" 'k").append(i).append("' 00 '1' 00");
        }
        rejected(Kind.BAD_COUNT, many.toString());
    }

    @Test
    void randomBytesAreRejectedOrReadToTheirEndAndNothingElse() {
        SplittableRandom random = new SplittableRandom(5);
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(13);
            }
            ByteBuffer in = ByteBuffer.wrap(bytes);
            try {
                Packet packet = Decoder.decode(in);
                read++;
                assertEquals(0, in.remaining(), () -> packet.toString());
            } catch (DecodeException e) {
                assertEquals(0, e.getStackTrace().length);
            }
        }
        assertEquals(true, read > 0);
    }
}
