package dtp.transport.zmq.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.transport.End;
import dtp.transport.zmq.wire.Checksum;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The client of an upload against answers that are written here; rules by their numbers in zmq.md. */
class UploadMachineTest implements UploadPort {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final Optional<Digest> SHA = Optional.of(new Digest(Digest.SHA_256, new byte[32]));

    private final List<List<ByteBuffer>> sent = new ArrayList<>();
    private final List<IntervalSet> missing = new ArrayList<>();
    private UploadMachine machine = machine(100, Optional.empty());
    private int connections = 1;
    private boolean room = true;
    private long nowNs;
    private End end;
    private Verification verification;
    private Checksum learnt;

    private UploadMachine machine(long size, Optional<Checksum> known) {
        Endpoint target = Endpoint.of("zmq", "host:1", "f");
        return new UploadMachine(this, new UploadSettings(target, size, 10 * SECOND_NS, 10, known), Long.MAX_VALUE);
    }

    private static List<ByteBuffer> frames(String... texts) {
        List<ByteBuffer> all = new ArrayList<>();
        for (String text : texts) {
            all.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
        return all;
    }

    private void answer(String... frames) {
        machine.onAnswer(frames(frames), nowNs);
    }

    private static String text(ByteBuffer frame) {
        return StandardCharsets.UTF_8.decode(frame.duplicate()).toString();
    }

    private String last(int frame) {
        return text(sent.get(sent.size() - 1).get(frame));
    }

    private long count(String verb) {
        return sent.stream().filter(m -> text(m.get(0)).equals(verb)).count();
    }

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

    private static String fullList() {
        return fullList(0);
    }

    private static String fullList(int from) {
        return IntStream.range(0, 1_000)
                .map(i -> from + 2 * i)
                .mapToObj(at -> at + "-" + at)
                .collect(Collectors.joining(","));
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

    @Override
    public void send(List<ByteBuffer> frames) {
        sent.add(frames);
    }

    @Override
    public void reconnect() {
        connections++;
    }

    @Override
    public void read(Ticket ticket, long offset, int size, Checksum checksum) {
        ByteBuffer data = ByteBuffer.allocate(size);
        machine.onBlock(ticket, data, checksum, checksum.of(data), nowNs);
    }

    @Override
    public boolean hasRoom() {
        return room;
    }

    @Override
    public void free(ByteBuffer data) {}

    @Override
    public void missing(IntervalSet atTheRemote) {
        missing.add(atTheRemote);
    }

    @Override
    public void sent(long bytes) {}

    @Override
    public void learnt(Checksum checksum) {
        learnt = checksum;
    }

    @Override
    public void ended(End how, Verification sure) {
        end = how;
        verification = sure;
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
