package dtp.transport.tcp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.End;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.tck.doubles.RecordingSink;
import dtp.transport.tcp.wire.Codes;
import dtp.transport.tcp.wire.FirstMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What our client says to a base server, and to the operator of it (tcp.md "Base", "Rules"). */
class BaseClientTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int SIZE = 10;

    private final FakeLine line = new FakeLine(100);
    private final List<Outcome> outcomes = new ArrayList<>();
    private final RecordingObserver observer = new RecordingObserver();

    private <M extends ClientMachine> M starts(M machine) {
        line.machine = machine;
        machine.start(0);
        return machine;
    }

    private UploadClient puts() {
        UploadClient.Cargo cargo = new UploadClient.Cargo(
                new MemoryPayload("file", new byte[SIZE]),
                PayloadInfo.named("file").size(SIZE),
                observer,
                () -> Long.MAX_VALUE,
                () -> {});
        return starts(new UploadClient(line, Duet.settings(Speech.BASE), cargo, outcomes::add));
    }

    /** An upload whose bytes are all on their way. */
    private UploadClient sendsAll() {
        UploadClient client = puts();
        line.feed(new byte[] {Codes.GO_ON});
        line.feed(new byte[] {Codes.GO_ON});
        return client;
    }

    private End end() {
        assertEquals(1, outcomes.size());
        return outcomes.get(0).end();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] all = new byte[buffer.remaining()];
        buffer.get(all);
        return all;
    }

    @Test
    void aClientWithoutSpaceSaysSo() {
        RecordingSink sink = new RecordingSink();
        sink.believes(false);
        starts(new DownloadClient(
                line, Duet.settings(Speech.BASE), new Duet.Wants(IntervalSet.of(0, SIZE), sink), outcomes::add));
        assertArrayEquals(bytes(new FirstMessage(Codes.DOWNLOAD, "file", false).encode()), line.takeSent());
        line.feed(bytes(Codes.sized(Codes.GO_ON, SIZE)));
        assertArrayEquals(new byte[] {Codes.REFUSED}, line.takeSent());
        assertTrue(line.closed);
        assertEquals(End.Kind.CANCELLED, end().kind());
    }

    @Test
    void anUploadThatFallsSilentTellsOfThePartThatMayBeLeft() {
        sendsAll();
        line.tick(61 * SECOND_NS);
        assertEquals(End.Kind.TRANSIENT, end().kind());
        assertTrue(end().reason().orElseThrow().text().contains("partial file"), end()::toString);
    }

    @Test
    void silenceBeforeTheFirstByteLeavesNothingBehind() {
        puts();
        line.tick(61 * SECOND_NS);
        assertEquals(End.Kind.QUIET, end().kind());
    }

    @Test
    void anUploadThatIsEndedHereNotesThePartThatMayBeLeft() {
        sendsAll().stop(End.of(End.Kind.CLOSED));
        assertEquals(End.Kind.CLOSED, end().kind());
        assertEquals(1, observer.notes().size());
        assertTrue(observer.notes().get(0).text().contains("partial file"), observer.notes()::toString);
    }

    @Test
    void aNameThatIsRefusedMayBeThePartOfAnEarlierTry() {
        puts();
        line.feed(new byte[] {Codes.REFUSED});
        Reason why = end().reason().orElseThrow();
        assertEquals(Reason.Code.NOT_ALLOWED, why.code());
        assertFalse(why.text().contains("Nothing was changed"), why.text());
        assertTrue(why.text().contains("part of an upload that was cut"), why.text());
    }
}
