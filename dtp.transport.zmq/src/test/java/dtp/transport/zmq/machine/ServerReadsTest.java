package dtp.transport.zmq.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.tck.doubles.RemoteContent;
import dtp.transport.zmq.wire.Checksum;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** zmq.md "Extended" as a server keeps it: STAT, and FETCH with credit. */
class ServerReadsTest {
    private static final String CONTENT = "abcdefghij";
    private static final String SHA = Checksum.SHA_256.of(ServerRig.frame(CONTENT));

    private final ServerRig rig = new ServerRig();

    private String version(String peer) {
        String[] stat = rig.say(peer, "STAT", "f").get(0).split(" ");
        assertEquals(List.of("READY", "10", SHA, "0"), List.of(stat).subList(0, 4));
        return stat[4];
    }

    @Test
    void statTellsAndFetchGives() {
        rig.serving.holds("f", ServerRig.bytes(CONTENT));
        String version = version("a");
        String crc = Checksum.CRC_32.of(ServerRig.frame("cde"));
        assertEquals(List.of("DATA f 2 3 " + crc + " cde"), rig.say("a", "FETCH", "f", 2, 3, version));
        assertEquals(List.of("DATA f 2 3 " + crc + " cde"), rig.say("b", "FETCH", "f", 2, 3, version));
    }

    /** The field has no sign: a client took a negative number for another protocol. */
    @Test
    void aFileOfBefore1970HasNoTime() {
        RemoteContent content = RemoteContent.of(ServerRig.bytes(CONTENT));
        rig.serving.holds("f", new RemoteContent() {
            @Override
            public long size() {
                return content.size();
            }

            @Override
            public void read(long position, ByteBuffer into) {
                content.read(position, into);
            }

            @Override
            public Optional<Instant> modified() {
                return Optional.of(Instant.EPOCH.minusMillis(1));
            }
        });
        version("a");
    }

    @Test
    void aFetchOfAnotherVersionOrOutsideIsRefused() {
        rig.serving.holds("f", ServerRig.bytes(CONTENT));
        String version = version("a");
        assertEquals(List.of("ERROR changed f 2"), rig.say("a", "FETCH", "f", 2, 3, version + "x"));
        for (Object[] wrong : new Object[][] {{8L, 3}, {0, 0}, {0, (1 << 20) + 1}, {Long.MAX_VALUE, 1}}) {
            List<String> answers = rig.say("a", "FETCH", "f", wrong[0], wrong[1], version);
            assertTrue(answers.get(0).startsWith("ERROR"), answers::toString);
        }
        rig.serving.holds("f", ServerRig.bytes("another one"));
        assertNotEquals(version, rig.say("a", "STAT", "f").get(0).split(" ")[4]);
        assertEquals(List.of("ERROR changed f 2"), rig.say("a", "FETCH", "f", 2, 3, version));
    }

    @Test
    void aDiskThatFailsIsToldAsSuchAndNotAsAChangeAndTheNextFetchFindsTheFile() {
        rig.serving.holds("f", ServerRig.bytes(CONTENT));
        String version = version("a");
        rig.diskFails(true);
        assertEquals(
                List.of("ERROR the server cannot read it just now; try again later f 2"),
                rig.say("a", "FETCH", "f", 2, 3, version));
        assertEquals(0, rig.serving.open());
        rig.diskFails(false);
        assertTrue(rig.say("a", "FETCH", "f", 2, 3, version).get(0).startsWith("DATA"));
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertTrue(rig.say("a", "STAT", "nothing").get(0).startsWith("ERROR"));
        assertTrue(rig.say("a", "FETCH", "nothing", 0, 1, "v").get(0).startsWith("ERROR"));
    }

    @Test
    void aPeerThatDoesNotReadGetsNoMoreThanItsCredit() {
        rig.serving.holds("f", ServerRig.bytes(CONTENT));
        String version = version("a");
        rig.slowDisk();
        for (int i = 0; i < 5_000; i++) {
            rig.say("a", "FETCH", "f", 0, 1, version);
        }
        assertEquals(
                5_000 - Reads.MOST_UNANSWERED - Reads.MOST_WAITING,
                rig.answers("a").size() - 1);
        rig.doesNotRead("a");
        rig.disk();
        rig.readsAgain("a");
        rig.pass(1);
        assertEquals(5_001, rig.answers("a").size());
    }

    @Test
    void readersThatOthersHeldBackHaveTheirTurn() {
        ServerRig small = new ServerRig(new ServerSettings(60 * ServerRig.SECOND_NS, 0, 1, 8, 1, false));
        small.serving.holds("f", ServerRig.bytes(CONTENT));
        String version = small.say("a", "STAT", "f").get(0).split(" ")[4];
        small.say("b", "STAT", "f");
        small.slowDisk();
        small.say("a", "FETCH", "f", 0, 4, version);
        small.say("b", "FETCH", "f", 4, 4, version);
        small.disk();
        small.pass(1);
        assertEquals(2, small.answers("a").size());
        assertEquals(2, small.answers("b").size());
    }

    @Test
    void payloadsAreClosedWhenThePeerLeavesOrFallsSilent() {
        rig.serving.holds("f", ServerRig.bytes(CONTENT));
        version("a");
        version("b");
        assertEquals(2, rig.serving.open());
        rig.machine.onDisconnect("a");
        assertEquals(1, rig.serving.open());
        rig.pass(61);
        assertEquals(0, rig.serving.open());
        assertEquals(0, rig.machine.peers());
    }

    @Test
    void aServedRateIsKept() {
        rig.serving.holds("f", ServerRig.bytes(CONTENT)).throughputBytesPerSecond(5);
        String version = version("a");
        assertEquals(1, rig.say("a", "FETCH", "f", 0, 5, version).size());
        assertEquals(0, rig.say("a", "FETCH", "f", 5, 5, version).size());
        rig.pass(1);
        assertEquals(3, rig.answers("a").size());
    }
}
