package dtp.transport.tcp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.tck.doubles.RecordingSink;
import dtp.transport.tcp.wire.Codes;
import dtp.transport.tcp.wire.Description;
import dtp.transport.tcp.wire.FirstMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client makes of a server's first answer (tcp.md "Recognising"). */
class RecognisingTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final byte[] CONTENT = new byte[10];

    private final FakeLine line = new FakeLine(4);
    private final List<Outcome> outcomes = new ArrayList<>();

    private static ClientSettings settings(Speech speech, boolean reused, boolean rangedRequired) {
        return new ClientSettings(Duet.AT, speech, reused, rangedRequired, 60 * SECOND_NS);
    }

    private FakeLine starts(ClientMachine machine) {
        line.machine = machine;
        machine.start(0);
        return line;
    }

    private FakeLine gets(ClientSettings settings) {
        Duet.Wants wants = new Duet.Wants(IntervalSet.of(0, CONTENT.length), new RecordingSink());
        return starts(new DownloadClient(line, settings, wants, outcomes::add));
    }

    private FakeLine puts(ClientSettings settings) {
        return starts(new UploadClient(line, settings, Duet.cargo(CONTENT, Optional.empty()), outcomes::add));
    }

    private static byte[] first(byte op, boolean marked) {
        return new FirstMessage(op, "file", marked).encode().array();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] all = new byte[buffer.remaining()];
        buffer.get(all);
        return all;
    }

    private void assertVerdict(Outcome.Verdict expected) {
        assertEquals(1, outcomes.size());
        assertEquals(expected, outcomes.get(0).verdict());
        assertTrue(line.closed, "the client connects anew");
    }

    @Test
    void aBaseServerThatHasTheNameIsAnsweredThatNothingIsWanted() {
        gets(settings(Speech.UNKNOWN, false, false));
        assertArrayEquals(first(Codes.DOWNLOAD, true), line.takeSent());
        line.feed(bytes(Codes.sized(Codes.GO_ON, 10)));
        assertArrayEquals(new byte[] {Codes.REFUSED}, line.takeSent());
        assertVerdict(Outcome.Verdict.IS_BASE);
    }

    @ParameterizedTest
    @ValueSource(bytes = {Codes.REFUSED, Codes.ERROR})
    void aBaseServerThatRefusesIsABaseServer(byte status) {
        gets(settings(Speech.UNKNOWN, false, false));
        line.takeSent();
        line.feed(bytes(Codes.sized(status, 0)));
        assertArrayEquals(new byte[0], line.takeSent());
        assertVerdict(Outcome.Verdict.IS_BASE);
    }

    @Test
    void aFirstUploadAsksWithAMarkedDownloadNeverWithAMarkedUpload() {
        puts(settings(Speech.UNKNOWN, false, false));
        assertArrayEquals(first(Codes.DOWNLOAD, true), line.takeSent());
        line.feed(bytes(Codes.extended(Codes.REFUSED)));
        assertArrayEquals(first(Codes.UPLOAD, true), line.takeSent(), "on the same connection");
    }

    @Test
    void aProbeThatFindsTheNameIsFinishedBeforeTheUpload() {
        puts(settings(Speech.UNKNOWN, false, false));
        line.takeSent();
        line.feed(bytes(Codes.extended(Codes.GO_ON)));
        line.feed(bytes(new Description(5, Optional.empty(), 0).encodeDownload()));
        byte[] sent = line.takeSent();
        assertEquals(Codes.REFUSED, sent[0]);
        assertEquals(Codes.UPLOAD, sent[1]);
        assertEquals(1 + FirstMessage.BYTES, sent.length);
    }

    @Test
    void aProbeOfAnUploadThatABaseServerAnswersEndsOnThisConnection() {
        puts(settings(Speech.UNKNOWN, false, false));
        line.takeSent();
        line.feed(bytes(Codes.sized(Codes.GO_ON, 10)));
        assertArrayEquals(new byte[] {Codes.REFUSED}, line.takeSent());
        assertVerdict(Outcome.Verdict.IS_BASE);
    }

    @Test
    void aServerThatClosesOrIsSilentFor10SecondsIsNeither() {
        gets(settings(Speech.UNKNOWN, false, false));
        line.cut();
        assertEquals(Outcome.Verdict.IS_NEITHER, outcomes.get(0).verdict());
        outcomes.clear();
        FakeLine silent = new FakeLine(4);
        silent.machine = new DownloadClient(
                silent,
                settings(Speech.UNKNOWN, false, false),
                new Duet.Wants(IntervalSet.of(0, 1), new RecordingSink()),
                outcomes::add);
        ((ClientMachine) silent.machine).start(0);
        silent.tick(10 * SECOND_NS);
        assertTrue(outcomes.isEmpty());
        silent.tick(SECOND_NS);
        assertEquals(Outcome.Verdict.IS_NEITHER, outcomes.get(0).verdict());
    }

    @Test
    void aServerKnownAsBaseIsAskedUnmarked() {
        gets(settings(Speech.BASE, false, false));
        assertArrayEquals(first(Codes.DOWNLOAD, false), line.takeSent());
    }

    @Test
    void aServerKnownAsRangedIsSentAMarkedUploadAtOnce() {
        puts(settings(Speech.RANGED, false, false));
        assertArrayEquals(first(Codes.UPLOAD, true), line.takeSent());
    }

    @ParameterizedTest
    @ValueSource(bytes = {Codes.GO_ON, Codes.REFUSED, Codes.ERROR})
    void aServerKnownAsRangedThatAnswersAnUploadAsBaseIsABaseServer(byte status) {
        puts(settings(Speech.RANGED, false, false));
        line.takeSent();
        line.feed(new byte[] {status});
        assertArrayEquals(new byte[0], line.takeSent());
        assertVerdict(Outcome.Verdict.IS_BASE);
    }

    @Test
    void aServerThatWasRangedIsAskedBeforeAnUploadAndItsSilenceIsLostContact() {
        puts(settings(Speech.RANGED_BEFORE, false, false));
        assertArrayEquals(first(Codes.DOWNLOAD, true), line.takeSent());
        line.cut();
        assertEquals(Outcome.Verdict.DONE, outcomes.get(0).verdict());
        assertEquals(End.Kind.TRANSIENT, outcomes.get(0).end().kind());
    }

    @Test
    void whereRangedIsRequiredABaseServerIsAnErrorThatSaysSo() {
        gets(settings(Speech.UNKNOWN, false, true));
        line.feed(bytes(Codes.sized(Codes.GO_ON, 10)));
        assertEquals(Outcome.Verdict.DONE, outcomes.get(0).verdict());
        End end = outcomes.get(0).end();
        assertEquals(End.Kind.PERMANENT, end.kind());
        assertEquals(Reason.Code.PROTOCOL_ERROR, end.reason().orElseThrow().code());
        assertTrue(end.reason().orElseThrow().text().contains("ranged=required"));
    }

    @Test
    void whereRangedIsRequiredAConnectionLostBeforeTheFirstAnswerIsLostContactAndNoBaseServer() {
        gets(settings(Speech.UNKNOWN, false, true));
        line.cut();
        End end = outcomes.get(0).end();
        assertEquals(End.Kind.TRANSIENT, end.kind());
        assertEquals(Reason.Code.NO_CONTACT, end.reason().orElseThrow().code());
    }

    @Test
    void whereRangedIsRequiredSilenceIsSilence() {
        gets(settings(Speech.UNKNOWN, false, true));
        line.tick(61 * SECOND_NS);
        assertEquals(End.Kind.QUIET, outcomes.get(0).end().kind());
    }

    @Test
    void aKeptConnectionThatWasClosedMeanwhileIsReplacedOnce() {
        gets(settings(Speech.RANGED, true, false));
        line.cut();
        assertEquals(Outcome.Verdict.WAS_STALE, outcomes.get(0).verdict());
        outcomes.clear();
        FakeLine fresh = new FakeLine(4);
        fresh.machine = new DownloadClient(
                fresh,
                settings(Speech.RANGED, false, false),
                new Duet.Wants(IntervalSet.of(0, 1), new RecordingSink()),
                outcomes::add);
        ((ClientMachine) fresh.machine).start(0);
        fresh.cut();
        assertEquals(End.Kind.TRANSIENT, outcomes.get(0).end().kind());
    }
}
