package dtp.transport.tcp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.transport.End;
import dtp.api.transport.Peer;
import dtp.api.transport.RefusedException;
import dtp.tck.doubles.RecordingSink;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.tcp.wire.Codes;
import dtp.transport.tcp.wire.DecodeException;
import dtp.transport.tcp.wire.Description;
import dtp.transport.tcp.wire.FirstMessage;
import dtp.transport.tcp.wire.RangeList;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of tcp.md "Limits and bad input", row by row; what a client makes of a server that talks nonsense. */
class BadInputTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long SIZE = 500;
    private static final byte[] NOTHING = {};

    private final ScriptedServing serving = new ScriptedServing().holds("file", new byte[(int) SIZE]);
    private ServerMachine machine;

    private FakeLine server() {
        FakeLine line = new FakeLine(100);
        machine = new ServerMachine(line, serving, Peer.of("tcp", "t"), new ServerSettings(60 * SECOND_NS, 1_000), 0);
        line.machine = machine;
        return line;
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertEquals(0, serving.open());
        assertEquals(0, serving.receiving());
    }

    private static byte[] first(int op, byte[] name, boolean marked) {
        byte[] message = new FirstMessage(Codes.DOWNLOAD, "x", marked).encode().array();
        message[0] = (byte) op;
        message[1] = 0;
        System.arraycopy(name, 0, message, 1, name.length);
        return message;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] all = new byte[buffer.remaining()];
        buffer.get(all);
        return all;
    }

    @ParameterizedTest
    @CsvSource({"0,false", "0,true", "81,false", "100,true", "255,false"})
    void anUnknownOperationIsClosedWithoutAnAnswer(int op, boolean marked) {
        FakeLine line = server();
        line.feed(first(op, new byte[] {'f'}, marked));
        assertArrayEquals(NOTHING, line.takeSent());
        assertTrue(line.closed);
        assertEquals(DecodeException.Reason.UNKNOWN_OP, machine.rejected());
    }

    @ParameterizedTest
    @CsvSource({"D,false", "D,true", "U,false", "U,true"})
    void anEmptyNameAndOneThatIsNoUtf8AreRefusedInTheLayoutOfTheRequest(char op, boolean marked) {
        for (byte[] name :
                new byte[][] {{}, {(byte) 0xff}, {'a', (byte) 0xc3}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}}) {
            FakeLine line = server();
            line.feed(first(op, name, marked));
            ByteBuffer expected = marked
                    ? Codes.extended(Codes.REFUSED)
                    : op == Codes.DOWNLOAD ? Codes.sized(Codes.REFUSED, 0) : Codes.single(Codes.REFUSED);
            assertArrayEquals(bytes(expected), line.takeSent());
            assertEquals(!marked, line.closed, "only a marked request leaves the connection usable");
            line.cut();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, BAD_RANGE_COUNT",
        "65537, 0, 0, BAD_RANGE_COUNT",
        "-1, 0, 0, BAD_RANGE_COUNT",
        "1, 0, 0, BAD_RANGE",
        "1, 0, 501, BAD_RANGE",
        "1, 500, 1, BAD_RANGE",
        "1, 499, 9223372036854775807, BAD_RANGE",
        "1, 9223372036854775807, 1, BAD_RANGE",
        "1, -1, 1, BAD_RANGE",
        "1, 0, -1, BAD_RANGE"
    })
    void badRangesCloseTheConnection(int count, long offset, long length, DecodeException.Reason reason) {
        FakeLine line = server();
        line.feed(first(Codes.DOWNLOAD, new byte[] {'f', 'i', 'l', 'e'}, true));
        line.takeSent();
        line.feed(ByteBuffer.allocate(21)
                .put(Codes.RANGES)
                .putInt(count)
                .putLong(offset)
                .putLong(length)
                .array());
        assertArrayEquals(NOTHING, line.takeSent());
        assertTrue(line.closed);
        assertEquals(reason, machine.rejected());
    }

    @ParameterizedTest
    @CsvSource({"10,20,25,5", "10,20,0,5", "10,20,10,20"})
    void overlappingAndDescendingRangesCloseTheConnection(long first, long length, long second, long more) {
        FakeLine line = server();
        line.feed(first(Codes.DOWNLOAD, new byte[] {'f', 'i', 'l', 'e'}, true));
        line.takeSent();
        ByteBuffer ranges = ByteBuffer.allocate(37).put(Codes.RANGES).putInt(2);
        line.feed(ranges.putLong(first)
                .putLong(length)
                .putLong(second)
                .putLong(more)
                .array());
        assertArrayEquals(NOTHING, line.takeSent());
        assertTrue(line.closed);
    }

    @Test
    void aNumberAbove63BitsIsAnErrorAndEndsTheUpload() {
        for (boolean marked : new boolean[] {false, true}) {
            FakeLine line = server();
            line.feed(first(Codes.UPLOAD, new byte[] {'n'}, marked));
            line.takeSent();
            line.feed(
                    ByteBuffer.allocate(marked ? 10 : 8).putLong(Long.MIN_VALUE).array());
            assertArrayEquals(new byte[] {Codes.ERROR}, line.takeSent());
            assertTrue(line.closed);
            assertEquals(DecodeException.Reason.NUMBER_TOO_LARGE, machine.rejected());
        }
    }

    @ParameterizedTest
    @CsvSource({"2,32", "1,31", "0,1", "1,0", "255,255"})
    void aDigestOfWhateverElseIsAnErrorAndEndsTheUpload(int algorithm, int length) {
        FakeLine line = server();
        line.feed(first(Codes.UPLOAD, new byte[] {'n'}, true));
        line.takeSent();
        line.feed(ByteBuffer.allocate(10)
                .putLong(5)
                .put((byte) algorithm)
                .put((byte) length)
                .array());
        assertArrayEquals(new byte[] {Codes.ERROR}, line.takeSent());
        assertTrue(line.closed);
        assertEquals(DecodeException.Reason.BAD_DIGEST, machine.rejected());
    }

    @Test
    void aNameThatIsForbiddenLooksLikeOneThatDoesNotExist() {
        serving.refuse("../secret", RefusedException.Why.BAD_NAME);
        for (byte op : new byte[] {Codes.DOWNLOAD, Codes.UPLOAD}) {
            FakeLine forbidden = server();
            forbidden.feed(new FirstMessage(op, "../secret", false).encode().array());
            assertEquals(Codes.REFUSED, forbidden.takeSent()[0]);
            assertTrue(forbidden.closed);
        }
        FakeLine absent = server();
        absent.feed(new FirstMessage(Codes.DOWNLOAD, "../other", false).encode().array());
        assertArrayEquals(bytes(Codes.sized(Codes.REFUSED, 0)), absent.takeSent());
    }

    @Test
    void aFirstMessageThatTakes10SecondsAndSilenceOfTheIdleTimeoutEndTheConnection() {
        FakeLine slow = server();
        slow.feed(new byte[255]);
        slow.tick(10 * SECOND_NS);
        assertFalse(slow.closed);
        slow.tick(SECOND_NS);
        assertTrue(slow.closed);
        FakeLine idle = server();
        idle.feed(first(Codes.UPLOAD, new byte[] {'n'}, false));
        idle.tick(60 * SECOND_NS);
        assertFalse(idle.closed);
        idle.tick(SECOND_NS);
        assertTrue(idle.closed);
    }

    @Test
    void aSizeAboveTheMaximumAndOneAboveTheSpaceAreRefused() {
        serving.space(600);
        for (long size : new long[] {1_001, 601}) {
            FakeLine base = server();
            base.feed(first(Codes.UPLOAD, new byte[] {'n'}, false));
            base.feed(bytes(Codes.number(size)));
            assertArrayEquals(new byte[] {Codes.GO_ON, Codes.REFUSED}, base.takeSent());
            assertTrue(base.closed);
            FakeLine ranged = server();
            ranged.feed(first(Codes.UPLOAD, new byte[] {'n'}, true));
            ranged.takeSent();
            ranged.feed(bytes(new Description(size, Optional.empty(), 0).encodeUpload()));
            assertArrayEquals(new byte[] {Codes.REFUSED}, ranged.takeSent());
            assertFalse(ranged.closed);
        }
    }

    /** A client that hears this, as the answer to its first message, ends saying that the server does not speak the protocol. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Z", // no status
                "XbT", // another version
                "X\u0001Z",
                "X\u0001T\u00ff\u0000\u0000\u0000\u0000\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000", // size
                "X\u0001T\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001\u0003\u0007" // digest
            })
    void aClientNamesAServerThatTalksNonsense(String answer) {
        FakeLine line = new FakeLine(3);
        List<Outcome> outcomes = new ArrayList<>();
        DownloadClient client = new DownloadClient(
                line,
                Duet.settings(Speech.UNKNOWN),
                new Duet.Wants(dtp.api.interval.IntervalSet.of(0, SIZE), new RecordingSink()),
                outcomes::add);
        line.machine = client;
        client.start(0);
        line.feed(answer.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertEquals(1, outcomes.size());
        End end = outcomes.get(0).end();
        assertEquals(End.Kind.PERMANENT, end.kind());
        assertEquals(Reason.Code.PROTOCOL_ERROR, end.reason().orElseThrow().code());
        assertTrue(line.closed);
    }

    @Test
    void fuzzedServersNeitherHangNorBreakAClient() {
        SplittableRandom random = new SplittableRandom(5);
        byte[] codes = {'T', 'F', 'E', 'X', 'R', 'H', 'W', 0, 1, 2, 32};
        Speech[] speeches = Speech.values();
        for (int i = 0; i < 100_000; i++) {
            FakeLine line = new FakeLine(1 + random.nextInt(60));
            List<Outcome> outcomes = new ArrayList<>();
            ClientSettings settings = Duet.settings(speeches[random.nextInt(speeches.length)]);
            line.machine = random.nextBoolean() ? getting(line, settings, outcomes) : putting(line, settings, outcomes);
            ((ClientMachine) line.machine).start(0);
            byte[] answer = answer(random, codes);
            line.feed(answer);
            line.cut();
            int times = outcomes.size();
            assertTrue(times == 1 || outcomes.get(0).reusable(), () -> "told " + times + " times");
        }
    }

    private static ClientMachine getting(FakeLine line, ClientSettings settings, List<Outcome> outcomes) {
        Duet.Wants wants = new Duet.Wants(dtp.api.interval.IntervalSet.of(3, SIZE), new RecordingSink());
        return new DownloadClient(line, settings, wants, outcomes::add);
    }

    private static ClientMachine putting(FakeLine line, ClientSettings settings, List<Outcome> outcomes) {
        return new UploadClient(line, settings, Duet.cargo(new byte[40], Optional.empty()), outcomes::add);
    }

    /** Half of them begin like a ranged server's. */
    private static byte[] answer(SplittableRandom random, byte[] codes) {
        byte[] answer = new byte[random.nextInt(120)];
        for (int k = 0; k < answer.length; k++) {
            answer[k] = random.nextInt(4) == 0 ? (byte) random.nextInt() : codes[random.nextInt(codes.length)];
        }
        if (random.nextBoolean() && answer.length > RangeList.RANGE_BYTES) {
            System.arraycopy(bytes(Codes.extended(Codes.GO_ON)), 0, answer, 0, 3);
            System.arraycopy(new byte[10], 0, answer, 3, 10);
            answer[10] = (byte) random.nextInt(40);
        }
        return answer;
    }
}
