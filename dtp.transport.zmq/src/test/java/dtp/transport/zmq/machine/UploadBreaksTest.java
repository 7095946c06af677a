package dtp.transport.zmq.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Verification;
import dtp.api.transport.End;
import dtp.transport.zmq.wire.Checksum;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An upload whose connections break, and whose server falls silent or forgets: it goes on, waits, or ends; rules by their numbers in zmq.md. */
class UploadBreaksTest extends UploadFixture {
    @Test
    void z10_aBaseUploadIsGivenUpWhenTheConnectionBreaks() {
        machine.start(Optional.empty(), nowNs);
        machine.onConnected(nowNs);
        answer("READY");
        machine.onDisconnected(nowNs);
        assertEquals(End.Kind.TRANSIENT, end.kind());
        assertEquals(1, connections);
    }

    @Test
    void z10_aBaseUploadIsGivenUpWhenAnAnswerIsMissing() {
        machine.start(Optional.empty(), nowNs);
        machine.onConnected(nowNs);
        answer("READY");
        nowNs = machine.nextNs();
        assertEquals(10 * SECOND_NS, nowNs);
        machine.onTime(nowNs);
        assertEquals(End.Kind.TRANSIENT, end.kind());
    }

    @Test
    void aServerThatIsReachedAgainAndAgainAndNeverAnswersIsSilent() {
        machine.start(Optional.empty(), nowNs);
        for (int s = 1; s <= 11; s++) {
            assertEquals(null, end);
            machine.onConnected(s * SECOND_NS);
            machine.onTime(s * SECOND_NS);
        }
        assertEquals(End.Kind.TRANSIENT, end.kind());
    }

    @Test
    void z10_anExtendedUploadSaysHelloAgainAndSendsWhatIsMissing() {
        machine.start(SHA, nowNs);
        machine.onConnected(nowNs);
        answer("READY", "DTP/1", "0-99");
        answer("READY", "f", "0");
        machine.onDisconnected(nowNs);
        assertEquals(2, connections);
        assertEquals("HELLO", last(0));
        sent.clear();
        answer("READY", "DTP/1", "95-99");
        assertEquals(1, count("CHUNK"));
        assertEquals("95", last(2));
        answer("READY", "f", "95");
        answer("READY");
        assertEquals(End.Kind.ENDED, end.kind());
        assertEquals(Verification.DIGEST, verification);
        assertEquals(2, missing.size());
    }

    @Test
    void aServerThatAnswersHelloAndBreaksEachTimeIsLeftAloneForLongerEachTimeAndEndsItAfterTheIdleTimeout() {
        breaksEachTime("0-99", "0");
    }

    @Test
    void soIsOneWhoseListOfMissingRangesIsFull() {
        machine = machine(4_000, Optional.of(Checksum.CRC_32));
        breaksEachTime(fullList());
    }

    @Test
    void soIsOneThatTakesOneChunkOfAFullListEachTimeAndForgetsIt() {
        machine = machine(4_000_000, Optional.empty());
        breaksEachTime(fullList(), "0");
    }

    @Test
    void aServerThatTakesFullListsAndForgetsThemEndsItAfterTheIdleTimeout() {
        machine = machine(4_000_000, Optional.of(Checksum.CRC_32));
        machine.start(SHA, nowNs);
        for (int i = 0; end == null; i++) {
            assertTrue(i < 10, "it goes on for ever");
            answer("READY", "DTP/1", fullList());
            nowNs += 3 * SECOND_NS;
            taken(0, 1_000);
        }
        assertEquals(End.Kind.TRANSIENT, end.kind());
        assertTrue(end.reason().orElseThrow().text().contains("resumes"), end::toString);
    }

    @Test
    void fullListsOfWhichEachBeginsFurtherOnGoOnForAsLongAsThatTakes() {
        machine = machine(4_000_000, Optional.of(Checksum.CRC_32));
        machine.start(SHA, nowNs);
        for (int from = 0; from < 60_000; from += 3_000) {
            machine.onConnected(nowNs);
            answer("READY", "DTP/1", fullList(from));
            taken(from, 500);
            nowNs += 9 * SECOND_NS;
            machine.onDisconnected(nowNs);
            answer("READY", "DTP/1", fullList(from + 1_000));
            taken(from + 1_000, 1_000);
            nowNs += 9 * SECOND_NS;
            assertEquals("HELLO", last(0));
            assertEquals(null, end);
        }
    }

    /** The first chunks of a full list. */
    private void taken(int from, int count) {
        for (int i = 0; i < count; i++) {
            answer("READY", "f", String.valueOf(from + 2 * i));
        }
    }

    /** @param taken chunks that are taken each time, and forgotten */
    private void breaksEachTime(String misses, String... taken) {
        machine.start(SHA, nowNs);
        long pauseNs = -1;
        for (int i = 0; end == null; i++) {
            assertTrue(i < 10, "it goes on for ever");
            machine.onConnected(nowNs);
            answer("READY", "DTP/1", misses);
            List.of(taken).forEach(at -> answer("READY", "f", at));
            long brokenNs = nowNs;
            machine.onDisconnected(nowNs);
            while (end == null && !last(0).equals("HELLO")) {
                nowNs = machine.nextNs();
                machine.onTime(nowNs);
            }
            assertTrue(end != null || nowNs - brokenNs > pauseNs, "it does not wait for longer");
            pauseNs = nowNs - brokenNs;
        }
        assertEquals(End.Kind.TRANSIENT, end.kind());
        assertTrue(end.reason().orElseThrow().text().contains("again and again"));
    }

    @Test
    void connectionsThatBreakAfterAChunkEachGoOnForAsLongAsThatTakes() {
        machine.start(SHA, nowNs);
        for (int at = 0; at < 100; at += 10) {
            machine.onConnected(nowNs);
            answer("READY", "DTP/1", at + "-99");
            answer("READY", "f", String.valueOf(at));
            nowNs += 9 * SECOND_NS;
            machine.onDisconnected(nowNs);
            assertEquals("HELLO", last(0));
        }
        assertEquals(null, end);
    }

    @Test
    void aServerThatAnswersHelloAndNothingElseEachTimeIsSilent() {
        machine.start(SHA, nowNs);
        for (int i = 0; end == null; i++) {
            assertTrue(i < 10, "it goes on for ever");
            machine.onConnected(nowNs);
            answer("READY", "DTP/1", "0-99");
            nowNs = machine.nextNs();
            machine.onTime(nowNs);
        }
        assertEquals(End.Kind.TRANSIENT, end.kind());
    }
}
