package dtp.transport.zmq.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodecTest {
    private static final String SHA = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static List<ByteBuffer> frames(String... texts) {
        List<ByteBuffer> all = new ArrayList<>();
        for (String text : texts) {
            all.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
        return all;
    }

    private static Request request(String... texts) throws DecodeException {
        return RequestCodec.decode(frames(texts));
    }

    private static Answer answer(String... texts) throws DecodeException {
        return AnswerCodec.decode(frames(texts));
    }

    private static String refused(String... texts) {
        return assertThrows(DecodeException.class, () -> request(texts)).getMessage();
    }

    @Test
    void everyRequestIsReadAndWrittenAsTheDocumentShowsIt() throws DecodeException {
        for (List<ByteBuffer> message : List.of(
                frames("HELLO", "a/b"),
                frames("HELLO", "f", "DTP/1", "3", SHA),
                frames("CHUNK", "f", "0", "3", "352441c2", "abc"),
                frames("CLOSE", "f", "9223372036854775807"),
                frames("STAT", "f"),
                frames("FETCH", "f", "0", "3", "v1"))) {
            assertEquals(message, RequestCodec.encode(RequestCodec.decode(message)));
        }
        assertEquals(
                new Request.HelloDtp("f", 3, Digest.parse("sha256:" + SHA)), request("HELLO", "f", "DTP/1", "3", SHA));
    }

    @Test
    void everyAnswerIsReadAndWrittenAsTheDocumentShowsIt() throws DecodeException {
        for (List<ByteBuffer> message : List.of(
                frames("READY"),
                frames("ERROR", "no"),
                frames("READY", "DTP/1", ""),
                frames("READY", "DTP/1", "0-4,7-7"),
                frames("ERROR", "no", "DTP/1"),
                frames("READY", "f", "5"),
                frames("ERROR", "no", "f", "5"),
                frames("READY", "3", SHA, "1700000000000", "v1"),
                frames("READY", "3", "", "0", ""),
                frames("DATA", "f", "0", "3", "352441c2", "abc"))) {
            assertEquals(message, AnswerCodec.encode(AnswerCodec.decode(message)));
        }
        assertEquals(new Answer.Missing(IntervalSet.ofBounds(0, 5, 7, 8)), answer("READY", "DTP/1", "0-4,7-7"));
    }

    @Test
    void aFileMayBeCalledLikeTheMark() throws DecodeException {
        assertEquals(new Answer.Taken("DTP/1", 5), answer("READY", "DTP/1", "5"));
    }

    @Test
    void aNumberHasOneToNineteenDigitsAndNothingElse() {
        for (String number : new String[] {
            "", "-1", "+1", " 1", "1 ", "0x1", "1.0", "9223372036854775808", "00000000000000000001", "١"
        }) {
            assertTrue(refused("CLOSE", "f", number).startsWith("the size"), number);
        }
        assertTrue(refused("CHUNK", "f", "9223372036854775807", "1", "00000000", "a")
                .contains("above"));
    }

    @Test
    void aNameHasOneToTwoHundredAndFiftyFiveBytesOfUtf8() throws DecodeException {
        assertEquals("n".repeat(255), request("HELLO", "n".repeat(255)).name());
        refused("HELLO", "");
        refused("HELLO", "n".repeat(256));
        refused("HELLO", "ü".repeat(128));
        List<ByteBuffer> torn = List.of(frames("HELLO").get(0), ByteBuffer.wrap(new byte[] {(byte) 0xc3}));
        assertThrows(DecodeException.class, () -> RequestCodec.decode(torn));
    }

    @Test
    void theLengthTellsTheChecksum() throws DecodeException {
        assertEquals(Checksum.NONE, ((Request.Chunk) request("CHUNK", "f", "0", "1", "", "a")).checksum());
        assertEquals("abcdef01", ((Request.Chunk) request("CHUNK", "f", "0", "1", "ABCDef01", "a")).hex());
        refused("CHUNK", "f", "0", "1", "0000000", "a");
        refused("CHUNK", "f", "0", "1", "0000000g", "a");
    }

    @Test
    void knownChecksumsOfAbc() {
        ByteBuffer abc = frames("abc").get(0);
        assertEquals("352441c2", Checksum.CRC_32.of(abc));
        assertEquals("900150983cd24fb0d6963f7d28e17f72", Checksum.MD5.of(abc));
        assertEquals("a9993e364706816aba3e25717850c26c9cd0d89d", Checksum.SHA_1.of(abc));
        assertEquals(SHA, Checksum.SHA_256.of(abc));
        assertEquals(3, abc.remaining());
    }

    @Test
    void atMostAThousandRangesAreTold() throws DecodeException {
        long[] bounds = new long[2_002];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = 2L * i;
        }
        IntervalSet many = IntervalSet.ofBounds(bounds);
        Answer told = AnswerCodec.decode(AnswerCodec.encode(new Answer.Missing(many)));
        assertEquals(new Answer.Missing(many.firstIntervals(1_000)), told);
        assertThrows(DecodeException.class, () -> answer("READY", "DTP/1", "0-0,".repeat(1_000) + "0-0"));
        for (String wrong : new String[] {"5-4", "0-4,5-6", "4-5,0-1", "1-", "-", "0-9223372036854775807", ","}) {
            assertThrows(DecodeException.class, () -> answer("READY", "DTP/1", wrong), wrong);
        }
    }

    @Test
    void whatAServerSaysIsMadeFitToBePrinted() throws DecodeException {
        assertEquals(new Answer.Refused("a b"), answer("ERROR", "a\nb"));
        assertEquals(
                250,
                ((Answer.Refused) answer("ERROR", "x".repeat(100_000))).text().length());
    }
}
