package dtp.transport.zmq.machine;

import static dtp.transport.zmq.machine.ServerRig.chunk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.transport.RefusedException;
import dtp.api.transport.RefusedException.Why;
import dtp.transport.zmq.wire.Checksum;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** zmq.md "Extended" as a server keeps it: uploads that are resumed, and answers in any order. */
class ServerExtendedTest {
    private static final String CONTENT = "abcdefghij";
    private static final String SHA = Checksum.SHA_256.of(ServerRig.frame(CONTENT));

    private final ServerRig rig = new ServerRig();

    private List<String> hello(String peer) {
        return rig.say(peer, "HELLO", "f", "DTP/1", CONTENT.length(), SHA);
    }

    @Test
    void helloTellsWhatIsMissingAndChunksAreAnsweredByOffset() {
        assertEquals(List.of("READY DTP/1 0-9"), hello("a"));
        assertEquals(List.of("READY f 5"), rig.say("a", chunk("f", 5, "fghij")));
        assertEquals(List.of("READY DTP/1 0-4"), hello("a"));
        assertEquals(List.of("READY f 0"), rig.say("a", chunk("f", 0, "abcde")));
        assertEquals(List.of("READY DTP/1 "), hello("a"));
        assertEquals(List.of("READY"), rig.say("a", "CLOSE", "f", 10));
        assertEquals(Optional.of(CONTENT), rig.stored("f"));
    }

    @Test
    void answersToChunksComeInAnyOrder() {
        hello("a");
        rig.slowDisk();
        rig.say("a", chunk("f", 0, "abcde"));
        rig.say("a", chunk("f", 5, "fghij"));
        rig.diskTakesTheLast();
        assertEquals("READY f 5", rig.answers("a").get(1));
        rig.disk();
        assertEquals("READY f 0", rig.answers("a").get(2));
    }

    @Test
    void anUploadThatBrokeOffGoesOnFromAnotherPeer() {
        hello("a");
        rig.say("a", chunk("f", 0, "abcde"));
        rig.machine.onDisconnect("a");
        assertEquals(1, rig.serving.paused());
        assertEquals(List.of("READY DTP/1 5-9"), hello("b"));
        rig.say("b", chunk("f", 5, "fghij"));
        assertEquals(List.of("READY"), rig.say("b", "CLOSE", "f", 10));
        assertEquals(Optional.of(CONTENT), rig.stored("f"));
    }

    @Test
    void aClientKilledAfterAnyChunkGoesOnWithWhatIsMissing() {
        for (int at = 0; at < CONTENT.length(); at++) {
            String peer = "peer" + at;
            assertEquals(List.of("READY DTP/1 " + at + "-9"), hello(peer));
            assertEquals(List.of("READY f " + at), rig.say(peer, chunk("f", at, CONTENT.substring(at, at + 1))));
            rig.machine.onDisconnect(peer);
        }
        assertEquals(List.of("READY DTP/1 "), hello("last"));
        assertEquals(List.of("READY"), rig.say("last", "CLOSE", "f", 10));
        assertEquals(Optional.of(CONTENT), rig.stored("f"));
    }

    @Test
    void anotherPeerMayGoOnAfterFiveSecondsOfSilence() {
        hello("a");
        rig.say("a", chunk("f", 0, "abcde"));
        rig.pass(4);
        assertTrue(hello("b").get(0).startsWith("ERROR"));
        rig.pass(1);
        assertEquals(List.of("READY DTP/1 5-9"), hello("b"));
        assertTrue(rig.say("a", chunk("f", 5, "fghij")).get(0).startsWith("ERROR"));
    }

    @Test
    void silencePausesAnUpload() {
        hello("a");
        rig.say("a", chunk("f", 0, "abcde"));
        rig.pass(61);
        assertEquals(0, rig.serving.receiving());
        assertEquals(1, rig.serving.paused());
    }

    @Test
    void aSilentPeerThatWaitsForTheContainerKeepsItsUpload() {
        rig.slowDisk();
        hello("a");
        rig.pass(70);
        rig.disk();
        rig.pass(59);
        assertEquals(1, rig.serving.receiving());
        rig.slowDisk();
        rig.say("a", chunk("f", 0, "abcde"));
        rig.pass(70);
        rig.disk();
        rig.pass(59);
        assertEquals(List.of("READY DTP/1 0-9", "READY f 0"), rig.answers("a"));
        assertEquals(1, rig.serving.receiving());
        rig.pass(2);
        assertEquals(1, rig.serving.paused());
    }

    @Test
    void aNameThatExistsIsComparedForAsLongAsItTakes() {
        rig.serving.holds("f", ServerRig.bytes(CONTENT));
        rig.slowDisk();
        hello("a");
        rig.diskTakesTheLast(); // there is one
        rig.diskTakesTheLast(); // it is opened
        rig.pass(200);
        assertEquals(List.of(), rig.answers("a"));
        rig.disk();
        rig.pass(59);
        assertEquals(List.of("READY DTP/1 "), rig.answers("a"));
        assertEquals(List.of("READY"), rig.say("a", "CLOSE", "f", 10));
    }

    @Test
    void aNameThatExistsIsFreeAgainWhenThePeerFallsSilent() {
        rig.serving.holds("f", ServerRig.bytes(CONTENT));
        hello("a");
        rig.pass(61);
        assertEquals(0, rig.machine.uploads());
        assertEquals(0, rig.machine.peers());
    }

    @Test
    void aNameThatExistsWithThisContentMissesNothing() {
        rig.serving.holds("f", ServerRig.bytes(CONTENT));
        assertEquals(List.of("READY DTP/1 "), hello("a"));
        assertEquals(List.of("READY"), rig.say("a", "CLOSE", "f", 10));
        assertEquals(0, rig.serving.open());
    }

    @Test
    void aNameThatExistsWithAnotherContentIsRefused() {
        rig.serving.holds("f", ServerRig.bytes("0123456789"));
        List<String> answers = hello("a");
        assertTrue(answers.get(0).startsWith("ERROR") && answers.get(0).endsWith("DTP/1"), answers::toString);
        assertEquals(0, rig.machine.uploads());
        assertEquals(0, rig.serving.open());
    }

    @Test
    void closeWithGapsLosesNothing() {
        hello("a");
        rig.say("a", chunk("f", 0, "abcde"));
        assertTrue(rig.say("a", "CLOSE", "f", 10).get(0).startsWith("ERROR"));
        assertEquals(List.of("READY DTP/1 5-9"), hello("a"));
    }

    @Test
    void anotherContentThanHelloToldIsNoFile() {
        hello("a");
        rig.say("a", chunk("f", 0, "0123456789"));
        assertTrue(rig.say("a", "CLOSE", "f", 10).get(0).startsWith("ERROR"));
        assertEquals(Optional.empty(), rig.stored("f"));
    }

    @Test
    void aChunkBeyondTheSizeIsRefusedByOffset() {
        hello("a");
        List<String> answers = rig.say("a", chunk("f", 9, "xy"));
        assertTrue(answers.get(0).startsWith("ERROR") && answers.get(0).endsWith("f 9"), answers::toString);
    }

    private static final String FULL =
            "ERROR stopped, try again later: the server's disk is full; what came is kept where it can be resumed";

    private void diskIsFull() {
        rig.serving.stopAll(Reason.of(Reason.Code.DISK_FULL, "The disk of /home/of/the/container is full."));
    }

    private void cannotBeStored(Why why) {
        rig.commitFails(new RefusedException(why, "/home/of/the/container cannot be written"));
    }

    @Test
    void aFullDiskThatIsFoundAtCloseIsToldAsOneThatIsFoundEarlier() {
        hello("a");
        rig.say("a", chunk("f", 0, CONTENT));
        cannotBeStored(Why.IO);
        rig.slowDisk();
        rig.say("a", "CLOSE", "f", 10);
        diskIsFull();
        rig.disk();
        assertEquals(FULL, rig.answers("a").get(2));
        assertEquals(FULL, rig.say("a", chunk("f", 0, CONTENT)).get(0));
        hello("b");
        rig.say("b", chunk("f", 0, CONTENT));
        cannotBeStored(Why.NO_SPACE);
        assertEquals(List.of(FULL), rig.say("b", "CLOSE", "f", 10));
    }

    @Test
    void aDiskThatFailsAtCloseIsToBeTriedAgainAndTheNamesOfItsFilesAreNotTold() {
        hello("a");
        rig.say("a", chunk("f", 0, CONTENT));
        cannotBeStored(Why.IO);
        String told = rig.say("a", "CLOSE", "f", 10).get(0);
        assertTrue(told.startsWith("ERROR stopped, try again later: the server's disk"), told);
        assertFalse(told.contains("/home"), told);
    }

    @Test
    void whatNobodyCanMendAtCloseIsFinal() {
        hello("a");
        rig.say("a", chunk("f", 0, CONTENT));
        rig.commitFails(new RefusedException(Why.DIGEST_MISMATCH, "the digest differs"));
        assertEquals(List.of("ERROR the digest differs"), rig.say("a", "CLOSE", "f", 10));
    }

    @Test
    void anUploadThatFindsNoRoomAtHelloMayBeTriedAgainWhenSomebodyHasMadeSome() {
        rig.serving.space(9);
        assertEquals(List.of("ERROR no room for 10 bytes; try again later DTP/1"), hello("a"));
        rig.serving.space(10);
        assertEquals(List.of("READY DTP/1 0-9"), hello("a"));
    }

    @Test
    void aChunkThatTheDiskDoesNotTakeIsAnsweredWithWhyWhicheverOfTheTwoIsKnownFirst() {
        hello("a");
        rig.closeSinks(true);
        assertEquals(List.of(), rig.say("a", chunk("f", 0, "abcde")));
        diskIsFull();
        assertEquals(FULL, rig.answers("a").get(1));
        rig.closeSinks(false);
        assertEquals(List.of("READY DTP/1 0-9"), hello("a"));
        rig.slowDisk();
        rig.say("a", chunk("f", 0, "abcde"));
        diskIsFull();
        rig.disk();
        assertEquals(FULL, rig.answers("a").get(3));
        assertEquals(List.of(FULL), rig.say("a", chunk("f", 5, "fghij")));
        assertEquals(List.of("READY DTP/1 0-9"), hello("a"));
        assertEquals(List.of("READY f 5"), rig.say("a", chunk("f", 5, "fghij")));
    }

    @Test
    void aChunkThatTheSinkDoesNotWantIsRefusedEvenIfNobodySaysWhy() {
        hello("a");
        rig.closeSinks(true);
        assertEquals(List.of(), rig.say("a", chunk("f", 0, "abcde")));
        rig.pass(3);
        assertEquals("ERROR " + ServerPort.NOT_WANTED + " f 0", rig.answers("a").get(1));
    }

    @Test
    void nothingIsDoneWhileNothingIsUnderWay() {
        assertEquals(Long.MAX_VALUE, rig.machine.nextNs());
        hello("a");
        rig.machine.onDisconnect("a");
        rig.pass(1);
        assertEquals(Long.MAX_VALUE, rig.machine.nextNs());
    }

    @Test
    void whenTheServerStopsUploadsThatCanBeResumedAreKept() {
        hello("a");
        rig.say("b", "HELLO", "g");
        rig.machine.stop();
        assertEquals(0, rig.serving.receiving());
        assertEquals(1, rig.serving.paused());
    }
}
