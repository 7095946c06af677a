package dtp.transport.zmq.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Contact;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import dtp.tck.doubles.RecordingSink;
import dtp.transport.zmq.wire.Answer;
import dtp.transport.zmq.wire.Checksum;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The client of reads against answers that are written here, above all of a file that changes in between. */
class ReadMachineTest implements ReadPort {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final String SHA = "ab".repeat(32);

    private final ReadMachine machine = new ReadMachine(
            this, new ReadSettings(Endpoint.of("zmq", "host:1", "f"), 10 * SECOND_NS, 10, 4), Long.MAX_VALUE);
    private final RecordingSink first = new RecordingSink();
    private final RecordingSink second = new RecordingSink();
    private final IdentityHashMap<Sink, End> ends = new IdentityHashMap<>();
    private final List<String> sent = new ArrayList<>();
    private final List<Contact> contacts = new ArrayList<>();
    private int disconnects;

    private void answer(Object... frames) {
        machine.onAnswer(ServerRig.message(frames), 0);
    }

    private void stat(String sha256, String version) {
        answer("READY", 60, sha256, 1_000, version);
    }

    private void data(long offset) {
        byte[] bytes = ServerRig.bytes("0123456789");
        answer("DATA", "f", offset, bytes.length, Checksum.CRC_32.of(ByteBuffer.wrap(bytes)), bytes);
    }

    private void refuse(long offset) {
        answer("ERROR", "changed", "f", offset);
    }

    private void fetch(RecordingSink sink, long from, long to) {
        machine.fetch(IntervalSet.of(from, to), sink, 0);
    }

    /** @return what was sent since the last call */
    private List<String> said() {
        List<String> all = List.copyOf(sent);
        sent.clear();
        return all;
    }

    private void changed(Sink sink) {
        assertEquals(
                Reason.Code.SOURCE_CHANGED,
                ends.get(sink).reason().orElseThrow().code());
    }

    private void came(Sink sink) {
        assertEquals(End.Kind.ENDED, ends.get(sink).kind());
    }

    /** The bytes of the first have come, and of the second, from 10, not. */
    private void onlyADigestIsMissing(long to) {
        fetch(first, 0, 10);
        stat("", "old");
        fetch(second, 10, to);
        data(0);
    }

    @Test
    void aChangeEndsEveryFetchThatBeganWithTheOldVersion() {
        fetch(first, 0, 20);
        fetch(second, 20, 60);
        stat(SHA, "old");
        said();
        refuse(0);
        changed(first);
        changed(second);
        assertEquals(List.of(), said());
        assertEquals(1, disconnects);
    }

    @Test
    void afterAChangeTheNextFetchAsksWhatIsThereAndForThatVersion() {
        fetch(first, 0, 20);
        stat(SHA, "old");
        refuse(0);
        said();
        fetch(second, 0, 20);
        assertEquals(List.of("STAT f"), said());
        stat(SHA, "new");
        assertEquals(List.of("FETCH f 0 10 new", "FETCH f 10 10 new"), said());
        data(0);
        data(10);
        came(second);
        assertEquals(IntervalSet.of(0, 20), second.received());
    }

    @Test
    void anotherVersionEndsWhatBeganWithTheOldOneAndItsAnswersAreNotWaitedFor() {
        onlyADigestIsMissing(40);
        assertNull(ends.get(first), "its digest is asked for");
        said();
        stat(SHA, "new");
        changed(first);
        changed(second);
        assertEquals(List.of(), said());
        assertEquals(1, disconnects, "what the server still says of the old version must not be heard");
        RecordingSink third = new RecordingSink();
        fetch(third, 0, 10);
        assertEquals(List.of("FETCH f 0 10 new"), said());
        data(0);
        came(third);
        assertEquals(IntervalSet.of(0, 10), third.received());
    }

    @Test
    void theSameVersionAgainEndsNothing() {
        onlyADigestIsMissing(20);
        stat(SHA, "old");
        came(first);
        data(10);
        came(second);
        assertEquals(0, disconnects);
    }

    @Test
    void aQuestionThatWaitsWhenTheFileChangesIsAskedAgain() {
        fetch(first, 0, 10);
        stat(SHA, "old");
        said();
        machine.contact(0);
        refuse(0);
        assertEquals(List.of("STAT f", "STAT f"), said());
        assertEquals(1, disconnects);
        stat(SHA, "new");
        assertEquals(End.Kind.ENDED, contacts.get(0).end().kind());
    }

    @Test
    void theDigestOfTheNewVersionIsAskedForAtItsEndAsWell() {
        fetch(first, 0, 10);
        stat("", "old");
        data(0);
        stat("", "new");
        changed(first);
        said();
        fetch(second, 0, 10);
        data(0);
        assertEquals(List.of("FETCH f 0 10 new", "STAT f"), said());
        stat(SHA, "new");
        came(second);
        PayloadInfo told = second.told().get(second.told().size() - 1);
        assertEquals("sha256:" + SHA, told.digest().orElseThrow().toString());
    }

    @Test
    void afterAFailureTheDigestIsAskedForAtTheEndAsWell() {
        fetch(first, 0, 10);
        stat("", "old");
        data(0);
        machine.onTime(10 * SECOND_NS);
        assertEquals(End.Kind.TRANSIENT, ends.get(first).kind());
        fetch(second, 10, 20);
        stat("", "old");
        said();
        data(10);
        assertEquals(List.of("STAT f"), said());
        stat(SHA, "old");
        came(second);
    }

    @Test
    void aServerThatIsReachedAgainAndAgainAndNeverAnswersIsSilent() {
        fetch(first, 0, 10);
        for (int s = 1; s <= 11; s++) {
            assertNull(ends.get(first));
            machine.onConnected(s * SECOND_NS);
            machine.onTime(s * SECOND_NS);
        }
        assertEquals(End.Kind.TRANSIENT, ends.get(first).kind());
    }

    @Test
    void dataWithoutAChecksumAreNotTakenAndAskedForAgainThreeTimes() {
        fetch(first, 0, 10);
        stat(SHA, "v");
        for (int i = 0; i < 4; i++) {
            assertNull(ends.get(first));
            assertEquals(
                    List.of("FETCH f 0 10 v"),
                    said().stream().skip(i == 0 ? 1 : 0).toList());
            answer("DATA", "f", 0, 10, "", "0123456789");
        }
        assertEquals(IntervalSet.empty(), first.received());
        assertEquals(List.of(), said());
        Reason why = ends.get(first).reason().orElseThrow();
        assertEquals(Reason.Code.PROTOCOL_ERROR, why.code());
        assertTrue(why.text().contains("without a checksum"), why::text);
    }

    @Test
    void whatComesWithItsChecksumAfterDataWithoutOneIsTaken() {
        fetch(first, 0, 10);
        stat(SHA, "v");
        answer("DATA", "f", 0, 10, "", "0123456789");
        data(0);
        came(first);
        assertEquals(IntervalSet.of(0, 10), first.received());
    }

    @Override
    public void send(List<ByteBuffer> frames) {
        sent.add(ServerRig.text(frames));
    }

    @Override
    public void disconnect() {
        disconnects++;
    }

    @Override
    public void write(Sink sink, Answer.Data data, Consumer<Written> then) {
        assertEquals(Sink.Take.MORE, sink.write(data.offset(), data.data()));
        then.accept(Written.GIVEN);
        then.accept(Written.ROOM);
    }

    @Override
    public void ended(Sink sink, End end) {
        ((RecordingSink) sink).end();
        assertNull(ends.put(sink, end), "it ends once");
    }

    @Override
    public void contact(Contact contact) {
        contacts.add(contact);
    }
}
