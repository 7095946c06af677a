package dtp.transport.tcp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.transport.End;
import dtp.tck.doubles.RecordingSink;
import dtp.tck.doubles.RemoteContent;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.tcp.wire.FirstMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both roles, cut after every byte of the dialogue, and then again from where they were (tcp.md). */
class CutTest {
    private static final byte[] CONTENT = "0123456789".repeat(50).getBytes(StandardCharsets.US_ASCII);
    private static final int PIECE = 64;
    private static final long NEVER = Long.MAX_VALUE;

    private static Optional<Digest> digest() throws Exception {
        return Optional.of(
                new Digest(Digest.SHA_256, MessageDigest.getInstance("SHA-256").digest(CONTENT)));
    }

    private static void assertEnded(Duet duet, String when) {
        assertEquals(End.Kind.ENDED, duet.outcome().end().kind(), () -> when + ": " + duet.outcome());
    }

    @ParameterizedTest
    @EnumSource(
            value = Speech.class,
            names = {"UNKNOWN", "RANGED"})
    void aDownloadThatIsCutGoesOnAndOnlyTheMissingPartIsSentAgain(Speech speech) {
        long whole = new Duet(new ScriptedServing().holds("file", CONTENT), PIECE, NEVER)
                .get(new RecordingSink(), CONTENT.length, speech)
                .passed();
        assertTrue(whole > 256 + CONTENT.length);
        for (long cut = 0; cut < whole; cut++) {
            ScriptedServing serving = new ScriptedServing().holds("file", CONTENT);
            RecordingSink sink = new RecordingSink();
            new Duet(serving, PIECE, cut).get(sink, CONTENT.length, speech).outcome();
            long held = sink.received().bytes();
            Duet again = new Duet(serving, PIECE, NEVER).get(sink, CONTENT.length, speech);
            assertEnded(again, "cut after " + cut);
            assertEquals(CONTENT.length - held, again.server.bodyBytes(), "sent again after a cut at " + cut);
            assertArrayEquals(CONTENT, sink.bytes());
            assertEquals(0, serving.open());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Speech.class,
            names = {"UNKNOWN", "RANGED"})
    void anUploadThatIsCutGoesOnAndOnlyTheMissingPartIsSentAgain(Speech speech) throws Exception {
        long whole = new Duet(new ScriptedServing(), PIECE, NEVER)
                .put(CONTENT, digest(), speech)
                .passed();
        for (long cut = 0; cut < whole; cut++) {
            ScriptedServing serving = new ScriptedServing();
            Duet first = new Duet(serving, PIECE, cut).put(CONTENT, digest(), speech);
            first.outcome();
            assertEquals(0, serving.receiving());
            Duet again = new Duet(serving, PIECE, NEVER).put(CONTENT, digest(), speech);
            assertEnded(again, "cut after " + cut);
            assertEquals(Verification.DIGEST, again.outcome().verification());
            assertEquals(CONTENT.length - first.arrived(), again.client.bodyBytes(), "sent again, cut at " + cut);
            assertArrayEquals(
                    CONTENT, serving.content("file").map(RemoteContent::bytes).orElseThrow());
        }
    }

    @Test
    void anUploadWithoutADigestSaysThatItBeginsAgain() {
        Duet cut = new Duet(new ScriptedServing(), PIECE, 2 * FirstMessage.BYTES + CONTENT.length / 2)
                .put(CONTENT, Optional.empty(), Speech.RANGED);
        End end = cut.outcome().end();
        assertEquals(End.Kind.TRANSIENT, end.kind());
        assertTrue(end.reason().orElseThrow().text().contains("begins again"), end::toString);
    }

    @Test
    void aLostFinalAcknowledgementIsNoFailure() throws Exception {
        ScriptedServing serving = new ScriptedServing();
        long whole = new Duet(new ScriptedServing(), PIECE, NEVER)
                .put(CONTENT, digest(), Speech.RANGED)
                .passed();
        Duet lost = new Duet(serving, PIECE, whole - 1).put(CONTENT, digest(), Speech.RANGED);
        assertEquals(End.Kind.TRANSIENT, lost.outcome().end().kind(), "it is tried again");
        Duet again = new Duet(serving, PIECE, NEVER).put(CONTENT, digest(), Speech.RANGED);
        assertEnded(again, "after a lost acknowledgement");
        assertEquals(0, again.client.bodyBytes());
        assertEquals(Verification.DIGEST, again.outcome().verification());
    }

    @Test
    void aBaseDownloadThatIsCutBeginsAgain() {
        ScriptedServing serving = new ScriptedServing().holds("file", CONTENT);
        long whole = new Duet(serving, PIECE, NEVER)
                .get(new RecordingSink(), CONTENT.length, Speech.BASE)
                .passed();
        for (long cut = 0; cut < whole; cut++) {
            RecordingSink sink = new RecordingSink();
            Duet first = new Duet(serving, PIECE, cut).get(sink, CONTENT.length, Speech.BASE);
            assertEquals(End.Kind.TRANSIENT, first.outcome().end().kind(), "cut after " + cut);
            Duet again = new Duet(serving, PIECE, NEVER).get(sink, CONTENT.length, Speech.BASE);
            assertEnded(again, "cut after " + cut);
            assertArrayEquals(CONTENT, sink.bytes());
            assertEquals(0, serving.open());
        }
    }

    @Test
    void aBaseUploadThatIsCutIsDiscardedAndItsNameIsFree() {
        long whole = new Duet(new ScriptedServing(), PIECE, NEVER)
                .put(CONTENT, Optional.empty(), Speech.BASE)
                .passed();
        for (long cut = 0; cut < whole; cut++) {
            ScriptedServing serving = new ScriptedServing();
            Duet first = new Duet(serving, PIECE, cut).put(CONTENT, Optional.empty(), Speech.BASE);
            assertTrue(first.outcome().verification() == Verification.NONE);
            assertEquals(0, serving.receiving(), "cut after " + cut);
            assertEquals(0, serving.paused(), "cut after " + cut);
            assertTrue(serving.content("file").isEmpty());
            assertEnded(
                    new Duet(serving, PIECE, NEVER).put(CONTENT, Optional.empty(), Speech.BASE), "cut after " + cut);
            assertArrayEquals(
                    CONTENT, serving.content("file").map(RemoteContent::bytes).orElseThrow());
        }
    }
}
