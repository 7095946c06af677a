package dtp.itest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.StoredSession;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.Served;
import dtp.tck.doubles.RemoteContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the bundle of a server holds when it stops: uploads that arrive wait in their files for the next, downloads end. */
class ServingITest {
    private static final int SIZE = 100_003;
    private static final int CAME = 40_000;
    private static final long PATIENCE_S = 20;
    private static final Peer OWNER = Peer.of("tcp", "10.0.0.5:4000", "sat1");

    @TempDir
    Path folder;

    private final RemoteContent content = RemoteContent.generated(SIZE, 4);
    private ServingStation station;

    @BeforeEach
    void start() throws Exception {
        station = new ServingStation(folder);
    }

    @AfterEach
    void stop() throws Exception {
        station.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private Reception receive(Peer peer) throws Exception {
        PayloadInfo info = PayloadInfo.named("up").size(SIZE).digest(content.digest());
        return get(station.serving().receive(new Offer(info, true), peer));
    }

    private void write(Reception reception, int from, int to) {
        reception.sink().write(from, ByteBuffer.wrap(content.bytes(), from, to - from));
    }

    /** An upload of which the first part has come when its bundle stops; another bundle is there. */
    private Reception cutUpload() throws Exception {
        Reception reception = receive(OWNER);
        write(reception, 0, CAME);
        station.bundleGone();
        return reception;
    }

    private StoredSession onlyUpload() throws Exception {
        try (Stream<Path> files = Files.list(station.staging())) {
            List<Path> states =
                    files.filter(file -> file.toString().endsWith(".dtp")).toList();
            assertEquals(1, states.size(), states::toString);
            return station.sessions().inspect(states.get(0));
        }
    }

    @Test
    void anUploadIsStoredPausedWhenItsBundleStops() throws Exception {
        Reception reception = receive(OWNER);
        write(reception, 0, CAME);
        Session session = station.sessions().find(reception.session()).orElseThrow();
        station.bundleGone();
        assertEquals(SessionState.PAUSED, get(session.settled()).state());
        StoredSession stored = onlyUpload();
        assertEquals(reception.session(), stored.id());
        assertEquals(SessionState.PAUSED, stored.status().state());
        assertEquals(
                Reason.Code.SHUTDOWN, stored.status().reason().orElseThrow().code());
        assertEquals(IntervalSet.of(0, CAME), stored.held());
        assertEquals(SIZE, stored.status().payload().size().orElseThrow());
        assertEquals(content.digest(), stored.status().payload().digest().orElseThrow());
    }

    @Test
    void anotherBundleGoesOnWithTheUploadOfTheSameNameSizeDigestAndOwner() throws Exception {
        Reception first = cutUpload();
        Reception next = receive(OWNER);
        assertEquals(first.session(), next.session());
        assertEquals(IntervalSet.of(CAME, SIZE), next.missing());
        write(next, CAME, SIZE);
        assertEquals(Verification.DIGEST, get(next.commit(SIZE)));
        assertArrayEquals(content.bytes(), station.visible("up").orElseThrow());
    }

    @Test
    void anotherOwnerBeginsAnUploadOfItsOwn() throws Exception {
        Reception first = cutUpload();
        Reception other = receive(Peer.of("tcp", "10.0.0.6:4000", "sat2"));
        assertNotEquals(first.session(), other.session());
        assertEquals(IntervalSet.of(0, SIZE), other.missing());
    }

    @Test
    void aServedPayloadIsClosedWhenItsBundleStops() throws Exception {
        station.holds("3", content.bytes());
        Served served = get(station.serving().open("3", OWNER));
        assertEquals(100, served.payload().read(0, ByteBuffer.allocate(100)));
        station.bundleGone();
        assertThrows(IOException.class, () -> served.payload().read(0, ByteBuffer.allocate(100)));
    }
}
