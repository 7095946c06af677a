package dtp.transport.zmq.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.transport.End;
import dtp.transport.zmq.wire.Checksum;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The client of an upload against answers that are written here; rules by their numbers in zmq.md. */
class UploadMachineTest extends UploadFixture {
    @Test
    void z3_closeComesWhenEveryChunkWasAnswered() {
        machine.start(Optional.empty(), nowNs);
        assertEquals(List.of(frames("HELLO", "f")), sent);
        answer("READY");
        for (int i = 0; i < 10; i++) {
            assertEquals(0, count("CLOSE"));
            answer("READY");
        }
        assertEquals(10, count("CHUNK"));
        assertEquals("CLOSE", last(0));
        assertEquals("100", last(2));
        answer("READY");
        assertEquals(End.Kind.ENDED, end.kind());
        assertEquals(Verification.SIZE, verification);
    }

    @Test
    void z3_aFileOfZeroBytesIsHelloAndClose() {
        machine = machine(0, Optional.empty());
        machine.start(Optional.empty(), nowNs);
        answer("READY");
        assertEquals("CLOSE", last(0));
    }

    @Test
    void z5_sixteenChunksAreInFlightAtMost() {
        machine = machine(1_000, Optional.of(Checksum.CRC_32));
        machine.start(Optional.empty(), nowNs);
        answer("READY");
        assertEquals(16, count("CHUNK"));
        answer("READY");
        assertEquals(17, count("CHUNK"));
    }

    @Test
    void withoutMemoryForMoreOneChunkIsInFlight() {
        room = false;
        machine = machine(100, Optional.of(Checksum.CRC_32));
        machine.start(Optional.empty(), nowNs);
        answer("READY");
        assertEquals(1, count("CHUNK"));
        answer("READY");
        assertEquals(2, count("CHUNK"));
    }

    @Test
    void aListOfMissingRangesThatIsFullIsFollowedByAnotherHello() {
        machine = machine(4_000, Optional.of(Checksum.CRC_32));
        machine.start(SHA, nowNs);
        answer("READY", "DTP/1", fullList());
        for (int i = 0; i < 1_000; i++) {
            answer("READY", "f", String.valueOf(2 * i));
        }
        assertEquals(0, count("CLOSE"));
        assertEquals(2, count("HELLO"));
        answer("READY", "DTP/1", "3000-3001");
        answer("READY", "f", "3000");
        assertEquals("CLOSE", last(0));
        answer("READY");
        assertEquals(Verification.DIGEST, verification);
    }

    @Test
    void z5_aRejectedChunkIsSentAgainThreeTimes() {
        machine = machine(10, Optional.of(Checksum.CRC_32));
        machine.start(Optional.empty(), nowNs);
        answer("READY");
        for (int i = 0; i < 3; i++) {
            answer("ERROR", "no");
            assertEquals(i + 2, count("CHUNK"));
        }
        answer("ERROR", "no");
        assertEquals(4, count("CHUNK"));
        assertEquals(End.Kind.PERMANENT, end.kind());
    }

    @Test
    void z6_theChecksumsAreTriedOnceEachAndWhatWorkedIsRemembered() {
        machine.start(Optional.empty(), nowNs);
        answer("READY");
        for (int digits : new int[] {8, 40, 64}) {
            assertEquals(digits, last(4).length());
            answer("ERROR", "another checksum, please");
        }
        assertEquals(32, last(4).length());
        assertEquals(null, learnt);
        answer("READY");
        assertEquals(Checksum.MD5, learnt);
        assertEquals(32, last(4).length());
    }

    @Test
    void z6_aServerThatTakesNoneIsGivenUp() {
        machine.start(Optional.empty(), nowNs);
        answer("READY");
        for (int i = 0; i < 4; i++) {
            assertEquals(null, end);
            answer("ERROR", "no");
        }
        assertEquals(End.Kind.PERMANENT, end.kind());
        assertEquals(4, count("CHUNK"));
    }

    @Test
    void anUploadThatTheServerHasEndedForNowEndsWithWhatTheServerSays() {
        machine.start(SHA, nowNs);
        answer("READY", "DTP/1", "0-99");
        answer("ERROR", "stopped, try again later: the server's disk is full");
        assertEquals(End.Kind.TRANSIENT, end.kind());
        assertTrue(end.reason().orElseThrow().text().contains("disk is full"));
    }

    @Test
    void anUploadThatTheServerCannotStoreForNowEndsWithWhatTheServerSaysAtClose() {
        for (Optional<Digest> protocol : List.of(SHA, Optional.<Digest>empty())) {
            machine = machine(0, Optional.empty());
            end = null;
            sent.clear();
            machine.start(protocol, nowNs);
            answer(protocol.isPresent() ? new String[] {"READY", "DTP/1", ""} : new String[] {"READY"});
            assertEquals("CLOSE", last(0));
            answer("ERROR", "stopped, try again later: the server's disk is full");
            assertEquals(2, sent.size(), "its HELLO would be refused");
            assertEquals(End.Kind.TRANSIENT, end.kind());
            assertTrue(end.reason().orElseThrow().text().contains("disk is full"));
        }
    }

    @Test
    void anExtendedHelloThatABaseServerRefusesIsFollowedByABaseOne() {
        machine.start(SHA, nowNs);
        answer("ERROR", "HELLO has 2 frames");
        assertEquals(List.of(frames("HELLO", "f")), sent.subList(1, 2));
        answer("ERROR", "there is such a file");
        assertEquals(End.Kind.PERMANENT, end.kind());
        assertEquals(2, sent.size());
    }

    @Test
    void anExtendedHelloThatABaseServerTakesGoesOnAsBase() {
        machine.start(SHA, nowNs);
        answer("READY");
        assertEquals(1, count("CHUNK"));
        answer("READY");
        assertEquals(Checksum.CRC_32, learnt);
    }

    @Test
    void whatIsNoAnswerEndsIt() {
        machine.start(Optional.empty(), nowNs);
        answer("HTTP/1.1 400 Bad Request");
        assertEquals(End.Kind.PERMANENT, end.kind());
        assertTrue(machine.isOver());
    }

    @Test
    void aChunkThatTheServerHasNoRoomForIsSentAgainLaterAndIsNoRejection() {
        machine = machine(10, Optional.of(Checksum.CRC_32));
        machine.start(Optional.empty(), nowNs);
        answer("READY");
        for (int i = 1; i <= 20; i++) {
            assertEquals(i, count("CHUNK"));
            answer("ERROR", "no memory; try again later");
            assertEquals(i, count("CHUNK"));
            assertTrue(machine.nextNs() > nowNs);
            nowNs = machine.nextNs();
            machine.onTime(nowNs);
        }
        answer("READY");
        assertEquals("CLOSE", last(0));
    }
}
