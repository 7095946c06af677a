package dtp.transport.tcp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadChangedException;
import dtp.api.transport.Peer;
import dtp.tck.doubles.RemoteContent;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.tcp.wire.Codes;
import dtp.transport.tcp.wire.Description;
import dtp.transport.tcp.wire.FirstMessage;
import dtp.transport.tcp.wire.RangeList;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's machine against dialogues written as bytes (tcp.md). */
class ServerMachineTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final byte[] CONTENT = "0123456789".repeat(50).getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final ScriptedServing serving = new ScriptedServing().holds("file", CONTENT);

    private FakeLine line(int pieceBytes) {
        FakeLine line = new FakeLine(pieceBytes);
        line.machine = new ServerMachine(
                line, serving, Peer.of("tcp", "test"), new ServerSettings(60 * SECOND_NS, 1_000_000), 0);
        return line;
    }

    private static byte[] first(byte op, String name, boolean marked) {
        return new FirstMessage(op, name, marked).encode().array();
    }

    private static byte[] bytes(ByteBuffer... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer part : parts) {
            byte[] one = new byte[part.remaining()];
            part.get(one);
            all.writeBytes(one);
        }
        return all.toByteArray();
    }

    private static Optional<Digest> digest(byte[] content) throws Exception {
        return Optional.of(
                new Digest(Digest.SHA_256, MessageDigest.getInstance("SHA-256").digest(content)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void aBaseDownloadIsAnsweredByteForByte(int piece) {
        FakeLine line = line(piece);
        line.feed(first(Codes.DOWNLOAD, "file", false));
        assertArrayEquals(bytes(Codes.sized(Codes.GO_ON, CONTENT.length)), line.takeSent());
        line.feed(new byte[] {Codes.GO_ON});
        assertArrayEquals(CONTENT, line.takeSent());
        assertTrue(line.closed);
        assertEquals(0, serving.open());
    }

    @Test
    void aBaseClientWithoutSpaceIsSentNothing() {
        FakeLine line = line(100);
        line.feed(first(Codes.DOWNLOAD, "file", false));
        line.takeSent();
        line.feed(new byte[] {Codes.REFUSED});
        assertEquals(0, line.takeSent().length);
        assertTrue(line.closed);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void aBaseUploadIsStoredAndThenClosed(int piece) {
        FakeLine line = line(piece);
        line.feed(first(Codes.UPLOAD, "new", false));
        assertArrayEquals(new byte[] {Codes.GO_ON}, line.takeSent());
        line.feed(bytes(Codes.number(CONTENT.length)));
        assertArrayEquals(new byte[] {Codes.GO_ON}, line.takeSent());
        line.feed(CONTENT);
        assertTrue(line.closed);
        assertFalse(line.aborted);
        assertArrayEquals(
                CONTENT, serving.content("new").map(RemoteContent::bytes).orElseThrow());
    }

    @Test
    void anEmptyBaseUploadIsAFile() {
        FakeLine line = line(100);
        line.feed(first(Codes.UPLOAD, "empty", false));
        line.feed(bytes(Codes.number(0)));
        assertTrue(line.closed);
        assertEquals(0, serving.content("empty").orElseThrow().size());
    }

    @Test
    void aBaseUploadOfANameThatExistsIsRefusedAtOnceAndOneThatIsTooLargeAtItsSize() {
        FakeLine exists = line(100);
        exists.feed(first(Codes.UPLOAD, "file", false));
        assertArrayEquals(new byte[] {Codes.REFUSED}, exists.takeSent());
        assertTrue(exists.closed);
        FakeLine large = line(100);
        large.feed(first(Codes.UPLOAD, "large", false));
        large.feed(bytes(Codes.number(1_000_001)));
        assertArrayEquals(new byte[] {Codes.GO_ON, Codes.REFUSED}, large.takeSent());
        assertTrue(large.closed);
        assertEquals(0, serving.receiving());
    }

    @Test
    void aBaseUploadThatIsCutIsDiscardedAndItsNameIsFree() {
        FakeLine line = line(100);
        line.feed(first(Codes.UPLOAD, "new", false));
        line.feed(bytes(Codes.number(CONTENT.length)));
        line.feed(Arrays.copyOf(CONTENT, 100));
        line.cut();
        assertEquals(0, serving.receiving());
        assertEquals(0, serving.paused());
    }

    @Test
    void aBaseUploadWhoseLastBytesFindNoDiskIsNotClosedAsIfItWereStored() {
        FakeLine line = line(100);
        line.feed(first(Codes.UPLOAD, "new", false));
        line.feed(bytes(Codes.number(CONTENT.length)));
        serving.bundleGone(); // takes nothing more, and this connection has yet to hear why
        line.machine.onBytes(new FakeInflow(ByteBuffer.wrap(CONTENT), CONTENT.length), 0);
        assertTrue(line.aborted);
        assertTrue(serving.content("new").isEmpty());
    }

    @Test
    void theFirstMessageHas10SecondsFromTheConnectionOnHoweverLateItBegins() {
        FakeLine line = line(100);
        line.tick(9 * SECOND_NS);
        line.feed(new byte[] {Codes.DOWNLOAD});
        line.tick(SECOND_NS);
        assertFalse(line.closed);
        line.tick(SECOND_NS);
        assertTrue(line.closed);
    }

    @Test
    void aBaseUploadThatFallsSilentIsNotClosedAsIfItWereStored() {
        FakeLine line = line(100);
        line.feed(first(Codes.UPLOAD, "new", false));
        line.feed(bytes(Codes.number(CONTENT.length)));
        line.feed(Arrays.copyOf(CONTENT, 100));
        line.tick(61 * SECOND_NS);
        assertTrue(line.aborted);
    }

    @Test
    void twoRangedDownloadsGoOverOneConnection() throws Exception {
        FakeLine line = line(3);
        for (int i = 0; i < 2; i++) {
            line.feed(first(Codes.DOWNLOAD, "file", true));
            Description told = new Description(CONTENT.length, Optional.empty(), 0);
            assertArrayEquals(bytes(Codes.extended(Codes.GO_ON), told.encodeDownload()), line.takeSent());
            line.feed(bytes(RangeList.encode(Codes.RANGES, IntervalSet.ofBounds(0, 2, 10, 13))));
            assertArrayEquals("01012".getBytes(java.nio.charset.StandardCharsets.US_ASCII), line.takeSent());
            line.feed(new byte[] {Codes.DIGEST});
            assertArrayEquals(bytes(Description.encodeAnswer(digest(CONTENT))), line.takeSent());
            line.feed(new byte[] {Codes.REFUSED});
            assertEquals(0, line.takeSent().length);
            assertFalse(line.closed);
            assertEquals(0, serving.open());
        }
    }

    @Test
    void aDigestThatCannotBeComputedBecauseTheFileHasChangedIsAFailureAndNotOneThatIsMissing() {
        serving.holds("changed", new RemoteContent() {
            @Override
            public long size() {
                return CONTENT.length;
            }

            @Override
            public void read(long position, ByteBuffer into) {
                throw new UncheckedIOException(new PayloadChangedException("it has changed"));
            }
        });
        FakeLine line = line(100);
        line.feed(first(Codes.DOWNLOAD, "changed", true));
        line.takeSent();
        line.feed(new byte[] {Codes.DIGEST});
        assertEquals(0, line.takeSent().length);
        assertTrue(line.aborted);
        assertEquals(0, serving.open());
    }

    @Test
    void aRangedRefusalLeavesTheConnectionUsable() {
        FakeLine line = line(100);
        line.feed(first(Codes.DOWNLOAD, "nothing", true));
        assertArrayEquals(bytes(Codes.extended(Codes.REFUSED)), line.takeSent());
        assertFalse(line.closed);
        line.feed(first(Codes.DOWNLOAD, "file", true));
        assertEquals(Codes.GO_ON, line.takeSent()[2]);
    }

    @Test
    void aRangedUploadThatIsCutGoesOnWhereItWas() throws Exception {
        byte[] offer = bytes(new Description(CONTENT.length, digest(CONTENT), 0).encodeUpload());
        FakeLine before = line(100);
        before.feed(first(Codes.UPLOAD, "new", true));
        before.feed(offer);
        before.feed(Arrays.copyOf(CONTENT, 200));
        before.cut();
        FakeLine line = line(100);
        line.feed(first(Codes.UPLOAD, "new", true));
        line.takeSent();
        line.feed(offer);
        IntervalSet missing = IntervalSet.of(200, CONTENT.length);
        assertArrayEquals(bytes(RangeList.encode(Codes.EXTENDED, missing)), line.takeSent());
        line.feed(Arrays.copyOfRange(CONTENT, 200, CONTENT.length));
        assertArrayEquals(new byte[] {Codes.GO_ON}, line.takeSent());
        assertArrayEquals(
                CONTENT, serving.content("new").map(RemoteContent::bytes).orElseThrow());
    }

    /** @return the server's last byte about an upload of what another name may take meanwhile */
    private byte verdict(byte[] promised, Runnable beforeTheLastByte) throws Exception {
        FakeLine line = line(100);
        line.feed(first(Codes.UPLOAD, "new", true));
        line.feed(bytes(new Description(CONTENT.length, digest(promised), 0).encodeUpload()));
        line.feed(Arrays.copyOf(CONTENT, CONTENT.length - 1));
        line.takeSent();
        beforeTheLastByte.run();
        line.feed(Arrays.copyOfRange(CONTENT, CONTENT.length - 1, CONTENT.length));
        byte[] said = line.takeSent();
        assertEquals(1, said.length);
        assertFalse(line.closed);
        return said[0];
    }

    @Test
    void onlyADigestThatDiffersIsTheVerdictThatItDiffers() throws Exception {
        assertEquals(Codes.REFUSED, verdict(new byte[CONTENT.length], () -> {}));
        assertEquals(Codes.ERROR, verdict(CONTENT, () -> serving.holds("new", new byte[1])));
    }

    @Test
    void anUploadOfWhatIsThereAlreadyIsAcknowledged() throws Exception {
        FakeLine line = line(100);
        line.feed(first(Codes.UPLOAD, "file", true));
        line.takeSent();
        line.feed(bytes(new Description(CONTENT.length, digest(CONTENT), 0).encodeUpload()));
        assertArrayEquals(
                bytes(RangeList.encode(Codes.EXTENDED, IntervalSet.empty()), Codes.single(Codes.GO_ON)),
                line.takeSent());
    }

    @Test
    void badFirstMessagesAreAnsweredAsTheTableSays() {
        FakeLine unknown = line(100);
        byte[] bad = first(Codes.DOWNLOAD, "file", false);
        bad[0] = 'Q';
        unknown.feed(bad);
        assertEquals(0, unknown.takeSent().length);
        assertTrue(unknown.closed);
        FakeLine empty = line(100);
        bad = new byte[256];
        bad[0] = Codes.DOWNLOAD;
        empty.feed(bad);
        assertArrayEquals(bytes(Codes.sized(Codes.REFUSED, 0)), empty.takeSent());
        assertTrue(empty.closed);
    }

    @Test
    void badRangesEndTheConnection() {
        for (IntervalSet outside : new IntervalSet[] {IntervalSet.of(0, CONTENT.length + 1), IntervalSet.empty()}) {
            FakeLine line = line(100);
            line.feed(first(Codes.DOWNLOAD, "file", true));
            line.takeSent();
            line.feed(bytes(RangeList.encode(Codes.RANGES, outside)));
            assertEquals(0, line.takeSent().length);
            assertTrue(line.closed);
            assertEquals(0, serving.open());
        }
    }

    @Test
    void anUploadWithASizeAbove63BitsIsAnError() {
        FakeLine line = line(100);
        line.feed(first(Codes.UPLOAD, "new", false));
        line.takeSent();
        line.feed(bytes(Codes.number(-1)));
        assertArrayEquals(new byte[] {Codes.ERROR}, line.takeSent());
        assertTrue(line.closed);
        assertEquals(0, serving.receiving());
    }

    @Test
    void aFirstMessageThatIsNotCompleteIn10SecondsEndsTheConnection() {
        FakeLine line = line(100);
        line.feed(new byte[] {Codes.DOWNLOAD});
        line.tick(9 * SECOND_NS);
        assertFalse(line.closed);
        line.tick(2 * SECOND_NS);
        assertTrue(line.closed);
    }

    @Test
    void aSilentPeerIsClosedAfterTheIdleTimeout() {
        FakeLine line = line(1_000);
        line.feed(first(Codes.DOWNLOAD, "file", true));
        line.tick(59 * SECOND_NS);
        assertFalse(line.closed);
        line.tick(2 * SECOND_NS);
        assertTrue(line.closed);
        assertEquals(0, serving.open());
    }

    @Test
    void fuzzedDialoguesLeaveNothingOpen() {
        SplittableRandom random = new SplittableRandom(4);
        byte[] codes = {'D', 'U', 'T', 'F', 'E', 'X', 'R', 'H', 'W', 0, 1, 2};
        for (int i = 0; i < 100_000; i++) {
            FakeLine line = line(1 + random.nextInt(300));
            boolean marked = random.nextBoolean();
            byte op = random.nextBoolean() ? Codes.DOWNLOAD : Codes.UPLOAD;
            byte[] message = first(op, random.nextBoolean() ? "file" : "up" + i, marked);
            if (random.nextInt(8) == 0) {
                message[random.nextInt(256)] = (byte) random.nextInt();
            }
            line.feed(message);
            int more = random.nextInt(40);
            byte[] rest = new byte[more];
            for (int k = 0; k < more; k++) {
                rest[k] = codes[random.nextInt(codes.length)];
            }
            line.feed(rest);
            line.cut();
            line.takeSent();
            assertEquals(0, serving.open(), () -> "left open");
            assertEquals(0, serving.receiving(), () -> "left receiving");
        }
    }
}
