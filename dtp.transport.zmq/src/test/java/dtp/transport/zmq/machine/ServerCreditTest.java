package dtp.transport.zmq.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The memory for answers with data: of a peer, and of all, whether they read or not. */
class ServerCreditTest {
    private static final int MOST = 64;
    private static final int SHARE = 4;

    private final ServerRig rig =
            new ServerRig(new ServerSettings(60 * ServerRig.SECOND_NS, 0, 1, 100, MOST / 2, false));
    private String version;

    @BeforeEach
    void file() {
        rig.serving.holds("f", ServerRig.bytes("abcdefghij"));
        version = rig.say("first", "STAT", "f").get(0).split(" ")[4];
    }

    private List<String> fetch(String peer, int bytes) {
        return rig.say(peer, "FETCH", "f", 0, bytes, version);
    }

    private void asksAndDoesNotRead(String peer, int times, int bytes) {
        rig.keepsWhatIsSent(peer);
        for (int i = 0; i < times; i++) {
            fetch(peer, bytes);
        }
    }

    @Test
    void whoDoesNotReadHasAShareAndNoMore() {
        asksAndDoesNotRead("a", 128, 1);
        rig.pass(10);
        assertEquals(SHARE, rig.answers("a").size());
    }

    @Test
    void whatHasLeftMakesRoomForMore() {
        asksAndDoesNotRead("a", 3 * SHARE, 1);
        rig.letsGo("a");
        rig.pass(1);
        assertEquals(3 * SHARE, rig.answers("a").size());
    }

    @Test
    void manyThatDoNotReadLeaveRoomForOneThatDoes() {
        for (int i = 0; i < 100; i++) {
            asksAndDoesNotRead("deaf" + i, 8, SHARE);
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(1, fetch("b", 1).size());
        }
    }

    @Test
    void whatALeavingPeerHeldIsForTheOthers() {
        for (int i = 0; i < 100; i++) {
            asksAndDoesNotRead("deaf" + i, 8, SHARE);
        }
        assertEquals(0, fetch("b", SHARE).size());
        for (int i = 0; i < 100; i++) {
            rig.machine.onDisconnect("deaf" + i);
        }
        rig.pass(1);
        assertEquals(1, rig.answers("b").size());
        asksAndDoesNotRead("c", 128, 1);
        assertEquals(SHARE, rig.answers("c").size());
    }

    @Test
    void whatIsReadForAPeerThatHasLeftIsForTheOthers() {
        rig.slowDisk();
        asksAndDoesNotRead("a", 8, 1);
        rig.machine.onDisconnect("a");
        rig.disk();
        assertEquals(List.of(), rig.answers("a"));
        for (int i = 0; i < 1_000; i++) {
            assertEquals(1, fetch("b", SHARE).size());
        }
    }

    @Test
    void memoryIsReleasedWhenTheAnswerHasLeftAndNotBefore() {
        asksAndDoesNotRead("a", SHARE, 1);
        rig.pass(10);
        assertEquals(SHARE, rig.blocks);
        rig.letsGo("a");
        fetch("a", 1);
        rig.pass(1);
        assertEquals(0, rig.blocks);
    }

    @Test
    void ofAPeerThatLeavesOnlyWhatItsSocketMayStillReadIsNotReleased() {
        asksAndDoesNotRead("a", 2, 1);
        rig.doesNotRead("a");
        fetch("a", 1);
        assertEquals(3, rig.blocks);
        rig.machine.onDisconnect("a");
        assertEquals(2, rig.blocks);
    }

    @Test
    void whatHadLeftBeforeItsPeerDidIsReleased() {
        asksAndDoesNotRead("a", 2, 1);
        rig.letsGo("a");
        rig.machine.onDisconnect("a");
        assertEquals(0, rig.blocks);
    }

    @Test
    void whatIsReadForAPeerThatHasLeftIsReleased() {
        rig.slowDisk();
        fetch("a", 1);
        rig.machine.onDisconnect("a");
        rig.disk();
        assertEquals(0, rig.blocks);
    }

    @Test
    void withoutMemoryItIsToBeTriedAgainAndNothingIsLost() {
        rig.hasMemory(false);
        for (int i = 0; i < 1_000; i++) {
            assertEquals(List.of("ERROR " + Uploads.NO_ROOM + " f 0"), fetch("a", 1));
        }
        rig.hasMemory(true);
        assertEquals(1, fetch("a", 1).size());
        rig.pass(61);
        assertEquals(0, rig.machine.peers());
        assertEquals(0, rig.serving.open());
    }

    @Test
    void aServedRateIsKeptWithoutKeepingMemory() {
        rig.serving.throughputBytesPerSecond(1);
        for (int i = 0; i < 100; i++) {
            fetch("slow" + i, SHARE);
            fetch("slow" + i, SHARE);
        }
        rig.serving.throughputBytesPerSecond(Long.MAX_VALUE);
        assertEquals(1, fetch("b", 10).size());
        rig.pass(SHARE);
        assertEquals(2, rig.answers("slow99").size());
    }
}
