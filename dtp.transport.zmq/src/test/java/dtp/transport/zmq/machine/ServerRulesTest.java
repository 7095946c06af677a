package dtp.transport.zmq.machine;

import static dtp.transport.zmq.machine.ServerRig.chunk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.transport.RefusedException.Why;
import dtp.transport.zmq.wire.Checksum;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The base rules 1 to 9 of zmq.md as a server keeps them; the number of a test is that of its rule. */
class ServerRulesTest {
    private static final List<String> READY = List.of("READY");

    private final ServerRig rig = new ServerRig();

    private void refused(List<String> answers) {
        assertEquals(1, answers.size(), answers::toString);
        assertTrue(answers.get(0).startsWith("ERROR "), answers::toString);
    }

    private void upload(String peer, String name, String content) {
        assertEquals(READY, rig.say(peer, "HELLO", name));
        assertEquals(READY, rig.say(peer, chunk(name, 0, content)));
        assertEquals(READY, rig.say(peer, "CLOSE", name, content.length()));
    }

    @Test
    void z1_chunkAndCloseWithoutHelloAreRefused() {
        refused(rig.say("a", chunk("f", 0, "abc")));
        refused(rig.say("a", "CLOSE", "f", 0));
        assertEquals(List.of(), rig.serving.asked());
    }

    @Test
    void z1_aRefusedHelloSetsNothingUpAndLeavesTheOthersAlone() {
        rig.say("a", "HELLO", "f");
        rig.serving.refuse("g", Why.NOT_ALLOWED);
        refused(rig.say("a", "HELLO", "g"));
        refused(rig.say("a", chunk("g", 0, "abc")));
        assertEquals(READY, rig.say("a", chunk("f", 0, "abc")));
        assertEquals(READY, rig.say("a", "CLOSE", "f", 3));
    }

    @Test
    void z1_aChunkOfAnotherPeersUploadIsRefused() {
        rig.say("a", "HELLO", "f");
        refused(rig.say("b", chunk("f", 0, "abc")));
        refused(rig.say("b", "CLOSE", "f", 0));
        assertEquals(READY, rig.say("a", "CLOSE", "f", 0));
    }

    @Test
    void z2_chunksInTransitMustNotOverlap() {
        rig.say("a", "HELLO", "f");
        rig.slowDisk();
        rig.say("a", chunk("f", 0, "abcd"));
        rig.say("a", chunk("f", 3, "defg"));
        rig.say("a", chunk("f", 4, "efgh"));
        rig.disk();
        List<String> all = rig.answers("a");
        assertEquals("READY", all.get(1));
        assertTrue(all.get(2).startsWith("ERROR"), all::toString);
        assertEquals("READY", all.get(3));
    }

    @Test
    void z2_aChunkThatWasAnsweredMayComeAgain() {
        rig.say("a", "HELLO", "f");
        assertEquals(READY, rig.say("a", chunk("f", 0, "abcd")));
        assertEquals(READY, rig.say("a", chunk("f", 0, "abcd")));
        assertEquals(READY, rig.say("a", chunk("f", 2, "cdef")));
        assertEquals(READY, rig.say("a", "CLOSE", "f", 6));
        assertEquals(Optional.of("abcdef"), rig.stored("f"));
    }

    @Test
    void z2_anErrorRejectsThatChunkAlone() {
        rig.say("a", "HELLO", "f");
        refused(rig.say("a", "CHUNK", "f", 0, 3, "00000000", "abc"));
        assertEquals(READY, rig.say("a", chunk("f", 0, "abc")));
        assertEquals(READY, rig.say("a", "CLOSE", "f", 3));
    }

    @Test
    void z2_aZeroSizeChunkHasNoEffect() {
        rig.say("a", "HELLO", "f");
        assertEquals(READY, rig.say("a", chunk("f", 1_000, "")));
        assertEquals(READY, rig.say("a", "CLOSE", "f", 0));
        assertEquals(Optional.of(""), rig.stored("f"));
    }

    @Test
    void z2_chunksMayComeInAnyOrder() {
        rig.say("a", "HELLO", "f");
        rig.say("a", chunk("f", 6, "ghi"));
        rig.say("a", chunk("f", 0, "abc"));
        rig.say("a", chunk("f", 3, "def"));
        assertEquals(READY, rig.say("a", "CLOSE", "f", 9));
        assertEquals(Optional.of("abcdefghi"), rig.stored("f"));
    }

    @Test
    void z3_closeBeforeEveryChunkIsAnsweredAborts() {
        rig.say("a", "HELLO", "f");
        rig.slowDisk();
        rig.say("a", chunk("f", 0, "abc"));
        rig.say("a", "CLOSE", "f", 3);
        rig.disk();
        assertTrue(rig.answers("a").get(2).startsWith("ERROR"));
        assertEquals(Optional.empty(), rig.stored("f"));
        refused(rig.say("a", chunk("f", 0, "abc")));
        assertEquals(READY, rig.say("a", "HELLO", "f"));
    }

    @Test
    void z3_aGapAborts() {
        rig.say("a", "HELLO", "f");
        rig.say("a", chunk("f", 3, "def"));
        refused(rig.say("a", "CLOSE", "f", 6));
        assertEquals(Optional.empty(), rig.stored("f"));
        assertEquals(READY, rig.say("a", "HELLO", "f"));
    }

    @Test
    void z3_theSizeIsThatOfTheHighestChunk() {
        for (int size : new int[] {2, 4}) {
            rig.say("a", "HELLO", "f");
            rig.say("a", chunk("f", 0, "abc"));
            refused(rig.say("a", "CLOSE", "f", size));
        }
        assertEquals(0, rig.serving.receiving());
        assertEquals(Optional.empty(), rig.stored("f"));
    }

    @Test
    void z3_aFileOfZeroBytesIsHelloAndClose() {
        rig.say("a", "HELLO", "f");
        assertEquals(READY, rig.say("a", "CLOSE", "f", 0));
        assertEquals(Optional.of(""), rig.stored("f"));
    }

    @Test
    void z4_oneClientHasManyFilesInTransitAndThereAreManyClients() {
        for (String name : List.of("f", "g")) {
            rig.say("a", "HELLO", name);
            rig.say("b", "HELLO", name + "b");
        }
        for (String name : List.of("f", "g")) {
            assertEquals(READY, rig.say("a", chunk(name, 0, name)));
            assertEquals(READY, rig.say("b", chunk(name + "b", 0, name + "b")));
        }
        for (String name : List.of("g", "f")) {
            assertEquals(READY, rig.say("a", "CLOSE", name, 1));
            assertEquals(READY, rig.say("b", "CLOSE", name + "b", 2));
        }
        assertEquals(Optional.of("gb"), rig.stored("gb"));
    }

    @Test
    void z4_aNameInTransitIsRefusedToTheSameClientAndToOthers() {
        rig.say("a", "HELLO", "f");
        refused(rig.say("a", "HELLO", "f"));
        refused(rig.say("b", "HELLO", "f"));
        assertEquals(READY, rig.say("a", chunk("f", 0, "abc")));
        assertEquals(READY, rig.say("a", "CLOSE", "f", 3));
    }

    @Test
    void z5_answersComeInTheOrderOfTheRequests() {
        rig.say("a", "HELLO", "f");
        rig.say("a", "HELLO", "g");
        rig.slowDisk();
        assertEquals(List.of(), rig.say("a", chunk("f", 0, "abc")));
        assertEquals(List.of(), rig.say("a", "CHUNK", "g", 0, 3, "00000000", "abc"));
        assertEquals(List.of(), rig.say("a", "NONSENSE"));
        rig.diskTakesTheLast(); // the second is known first, and waits for the first
        assertEquals(2, rig.answers("a").size());
        rig.disk();
        assertEquals("READY", rig.answers("a").get(2));
        assertTrue(
                rig.answers("a").get(3).contains("checksum"),
                () -> rig.answers("a").toString());
        assertTrue(
                rig.answers("a").get(4).contains("unknown"),
                () -> rig.answers("a").toString());
    }

    @Test
    void z5_everyMalformedRequestGetsOneAnswer() {
        refused(rig.say("a"));
        refused(rig.say("a", ""));
        refused(rig.say("a", "HELLO"));
        refused(rig.say("a", "HELLO", "f", "x"));
        refused(rig.say("a", "CHUNK", "f", -1, 3, "00000000", "abc"));
        refused(rig.say("a", "CHUNK", "f", "99999999999999999999", 3, "00000000", "abc"));
        refused(rig.say("a", "CLOSE", "f", "3 "));
        refused(rig.say("a", "1", "2", "3", "4", "5", "6", "7", "8"));
    }

    @Test
    void z6_everyChecksumIsTakenInEitherCase() {
        for (Checksum kind : List.of(Checksum.CRC_32, Checksum.MD5, Checksum.SHA_1, Checksum.SHA_256)) {
            String name = kind.name();
            rig.say("a", "HELLO", name);
            Object[] chunk = chunk(name, 0, "abc", kind);
            assertEquals(READY, rig.say("a", chunk));
            chunk[4] = chunk[4].toString().toUpperCase(Locale.ROOT);
            assertEquals(READY, rig.say("a", chunk));
            char other = chunk[4].toString().charAt(0) == '0' ? '1' : '0';
            chunk[4] = other + chunk[4].toString().substring(1);
            refused(rig.say("a", chunk));
        }
    }

    @Test
    void z6_anEmptyChecksumIsTakenOnlyWhereItIsAllowed() {
        rig.say("a", "HELLO", "f");
        refused(rig.say("a", chunk("f", 0, "abc", Checksum.NONE)));
        ServerRig easy = new ServerRig(new ServerSettings(1, 1, 1_000, 10, 1_000, true));
        easy.say("a", "HELLO", "f");
        assertEquals(READY, easy.say("a", chunk("f", 0, "abc", Checksum.NONE)));
    }

    @Test
    void z7_theSizeIsTheLengthOfTheData() {
        rig.say("a", "HELLO", "f");
        refused(rig.say("a", "CHUNK", "f", 0, 2, "352441c2", "abc"));
        refused(rig.say("a", "CHUNK", "f", 0, 4, "352441c2", "abc"));
        assertEquals(READY, rig.say("a", "CHUNK", "f", 0, 3, "352441c2", "abc"));
    }

    @Test
    void z8_theNameIsVisibleAtCloseOnly() {
        rig.say("a", "HELLO", "f");
        rig.say("a", chunk("f", 0, "abc"));
        assertEquals(Optional.empty(), rig.stored("f"));
        rig.say("a", "CLOSE", "f", 3);
        assertEquals(Optional.of("abc"), rig.stored("f"));
    }

    @Test
    void z8_silenceDropsAnUploadAndFreesItsName() {
        rig.say("a", "HELLO", "f");
        rig.say("a", chunk("f", 0, "abc"));
        rig.pass(59);
        assertEquals(1, rig.serving.receiving());
        rig.pass(2);
        assertEquals(0, rig.serving.receiving());
        assertEquals(0, rig.serving.paused());
        refused(rig.say("a", "CLOSE", "f", 3));
        upload("b", "f", "other");
    }

    @Test
    void z8_aPeerThatLeavesFreesItsNames() {
        rig.say("a", "HELLO", "f");
        rig.say("a", "HELLO", "g");
        rig.say("b", "HELLO", "h");
        rig.machine.onDisconnect("a");
        assertEquals(1, rig.serving.receiving());
        upload("b", "f", "abc");
        upload("b", "g", "abc");
    }

    @Test
    void z8_aPeerThatLeavesWhileTheContainerIsAskedFreesItsName() {
        rig.slowDisk();
        rig.say("a", "HELLO", "f");
        rig.machine.onDisconnect("a");
        rig.disk();
        assertEquals(0, rig.serving.receiving());
        upload("b", "f", "abc");
    }

    @Test
    void z8_aClientKilledAfterAnyMessageLeavesNoFileAndNoNameBehind() {
        Object[][] messages = {
            {"HELLO", "f"}, chunk("f", 0, "abc"), chunk("f", 6, "ghi"), chunk("f", 3, "def"), {"CLOSE", "f", 9}
        };
        for (int killed = 1; killed < messages.length; killed++) {
            for (int i = 0; i < killed; i++) {
                assertEquals(READY, rig.say("peer" + killed, messages[i]));
            }
            rig.machine.onDisconnect("peer" + killed);
            assertEquals(0, rig.serving.receiving());
            assertEquals(Optional.empty(), rig.stored("f"));
        }
        upload("b", "f", "abcdefghi");
    }

    @Test
    void z9_anAnswerThatCannotBeSentEndsThePeersBaseUploads() {
        rig.say("a", "HELLO", "f");
        rig.say("a", "HELLO", "g");
        rig.say("b", "HELLO", "h");
        rig.doesNotRead("a");
        rig.say("a", chunk("f", 0, "abc"));
        assertEquals(1, rig.serving.receiving());
        rig.readsAgain("a");
        refused(rig.say("a", "CLOSE", "g", 0));
        upload("a", "f", "again");
        assertEquals(READY, rig.say("b", "CLOSE", "h", 0));
    }

    @Test
    void aDelimiterIsAnsweredWithOne() {
        rig.take("req", true, ServerRig.message("HELLO", "f"));
        assertEquals(" READY", " " + rig.answers("req").get(0).strip());
        assertEquals(2, rig.last("req").size());
        assertEquals(0, rig.last("req").get(0).remaining());
    }

    @Test
    void aPeerWithNothingUnderWayIsForgotten() {
        for (int i = 0; i < 10_000; i++) {
            rig.say("peer" + i, "NONSENSE");
        }
        assertEquals(0, rig.machine.peers());
        assertEquals(10_000, rig.machine.rejected());
    }

    @Test
    void aHundredThousandHellosOfOneClientLeaveHalfOfThePlacesToOthers() {
        int most = ServerSettings.DEFAULTS.mostTransfers() / 2;
        for (int i = 0; i < 100_000; i++) {
            List<String> answers = rig.say("a", "HELLO", "f" + i);
            boolean ready = answers.equals(READY);
            assertEquals(i < most, ready);
        }
        assertEquals(most, rig.machine.uploads());
        upload("b", "of another", "abc");
        rig.machine.onDisconnect("a");
        assertEquals(0, rig.serving.receiving());
    }

    @Test
    void aChunkThatFoundNoMemoryIsRefusedForNowAndMayComeAgain() {
        rig.say("a", "HELLO", "f");
        String refused = "ERROR the server has no memory for it just now; try again later";
        assertEquals(List.of(refused), rig.sayIncomplete("a", chunk("f", 0, "abc")));
        assertEquals(1, rig.sayIncomplete("a", "CHUNK", "f", "nonsense").size());
        assertEquals(1, rig.sayIncomplete("b", chunk("f", 0, "abc")).size());
        assertEquals(List.of("READY"), rig.say("a", chunk("f", 0, "abc")));
        assertEquals(List.of("READY"), rig.say("a", "CLOSE", "f", 3));
    }
}
