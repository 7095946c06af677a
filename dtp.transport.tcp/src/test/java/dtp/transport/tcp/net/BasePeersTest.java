package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.contact.ContactPlan;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Delivery;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import dtp.api.transport.Source;
import dtp.path.relay.Relay;
import dtp.path.relay.RelayText;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.tck.doubles.RecordingSink;
import dtp.tck.doubles.RemoteContent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Base peers of the field and ours, in all four combinations, straight and through a relay that passes single bytes (tcp.md). */
@Timeout(60)
class BasePeersTest {
    private static final IntervalSet ALL = IntervalSet.of(0, Long.MAX_VALUE);
    private static final IntervalSet PART = IntervalSet.ofBounds(0, 10, 500, 1_000);

    private final TcpGround ground;
    private final FieldPeer field;
    private Relay relay;

    BasePeersTest() throws Exception {
        ground = new TcpGround();
        field = new FieldPeer();
    }

    @AfterEach
    void close() throws Exception {
        ground.close();
        field.close();
        if (relay != null) {
            relay.close();
        }
    }

    /** @param stammer bytes that the relay writes at once; 0: no relay */
    private int reach(int port, int stammer) throws Exception {
        if (stammer == 0) {
            return port;
        }
        relay = Relay.open(RelayText.file("tcp 0 " + port + " stammer=" + stammer, ContactPlan.always()));
        return relay.counters().get(0).localPort();
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static Endpoint at(int port, String name) {
        return Endpoint.parse("tcp://127.0.0.1:" + port + "/" + name);
    }

    private End get(int port, String name, RecordingSink sink) throws Exception {
        try (Source source = ground.transport.source(at(port, name), TransferOptions.defaults())) {
            return source.fetch(ALL, sink).end().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private Delivery put(int port, String name, byte[] content) throws Exception {
        Delivery delivery = ground.transport.deliver(
                new MemoryPayload(name, content), at(port, name), TransferOptions.defaults(), new RecordingObserver());
        delivery.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
        return delivery;
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "200000,0", "0,1", "1,1", "5000,1"})
    void theFieldsClientDownloadsFromOurServer(int size, int stammer) throws Exception {
        ground.serving.holds("file", content(size));
        int port = reach(ground.port(), stammer);
        assertArrayEquals(content(size), FieldPeer.get(port, "file"));
        assertNull(FieldPeer.get(port, "another"));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "200000,0", "0,1", "1,1", "5000,1"})
    void theFieldsClientUploadsToOurServer(int size, int stammer) throws Exception {
        int port = reach(ground.port(), stammer);
        assertTrue(FieldPeer.put(port, "new", content(size)));
        assertArrayEquals(
                content(size),
                ground.serving.content("new").map(RemoteContent::bytes).orElseThrow());
        assertFalse(FieldPeer.put(port, "new", content(size)), "the name exists now");
    }

    @Test
    void anUploadThatEndsBeforeItsLastByteIsDiscardedAndItsNameIsFreeAtOnce() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ground.port())) {
            FieldPeer.begin(socket, "new", 10);
            socket.getOutputStream().write(1);
            socket.shutdownOutput();
            assertThrows(IOException.class, () -> socket.getInputStream().read(), "an end would say that it was sent");
        }
        assertTrue(FieldPeer.put(ground.port(), "new", content(10)));
    }

    @Test
    void aServerThatStopsDoesNotEndAnUploadAsIfItWereStored() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ground.port())) {
            FieldPeer.begin(socket, "new", 10);
            ground.server().close();
            assertThrows(IOException.class, () -> socket.getInputStream().read(), "an end would say that it was sent");
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "200000,0", "0,1", "1,1", "5000,1"})
    void ourClientDownloadsFromTheFieldsServer(int size, int stammer) throws Exception {
        field.files.put("file", content(size));
        int port = reach(field.port(), stammer);
        RecordingSink sink = new RecordingSink();
        assertEquals(End.Kind.ENDED, get(port, "file", sink).kind());
        assertArrayEquals(content(size), sink.bytes());
        End refused = get(port, "another", new RecordingSink());
        assertEquals(Reason.Code.NOT_FOUND, refused.reason().orElseThrow().code());
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "200000,0", "0,1", "1,1", "5000,1"})
    void ourClientUploadsToTheFieldsServer(int size, int stammer) throws Exception {
        int port = reach(field.port(), stammer);
        Delivery sent = put(port, "new", content(size));
        assertEquals(End.Kind.ENDED, sent.end().toCompletableFuture().join().kind());
        assertEquals(Verification.NONE, sent.verification(), "sent, not confirmed");
        assertArrayEquals(content(size), field.files.get("new"));
        Delivery again = put(port, "new", content(size));
        assertEquals(
                Reason.Code.NOT_ALLOWED,
                again.end().toCompletableFuture().join().reason().orElseThrow().code());
        assertFalse(field.hasSpun(), "a marked upload makes the field's server spin");
    }

    @Test
    void aServerThatWasOursAndIsABaseOneNowGetsAtMostOneMarkedUpload() throws Exception {
        int port = ground.port();
        assertEquals(Verification.DIGEST, put(port, "first", content(10)).verification());
        ground.server().close();
        while (ground.server().port().isPresent()) {
            Thread.onSpinWait();
        }
        try (FieldPeer now = new FieldPeer(port)) {
            TransferOptions hasty = TransferOptions.builder()
                    .idleTimeout(Duration.ofMillis(300))
                    .build();
            Delivery lost = ground.transport.deliver(
                    new MemoryPayload("second", content(10)), at(port, "second"), hasty, new RecordingObserver());
            End end = lost.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertTrue(end.kind() == End.Kind.QUIET || end.kind() == End.Kind.TRANSIENT, end::toString);
            put(port, "second", content(10));
            assertArrayEquals(content(10), now.files.get("second"));
            assertEquals(1, now.spun());
        }
    }

    @Test
    void aPartThatWasPlannedForAServerWithRangesIsNotMixedWithAStreamFromZero() throws Exception {
        field.files.put("file", content(1_000));
        try (Source source = ground.transport.source(at(field.port(), "file"), TransferOptions.defaults())) {
            RecordingSink sink = new RecordingSink();
            IntervalSet part = IntervalSet.ofBounds(0, 10, 500, 1_000);
            End end = source.fetch(part, sink).end().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertEquals(End.Kind.ENDED, end.kind());
            assertTrue(sink.received().isEmpty());
            assertFalse(source.traits().ranges(), "it is planned as a stream from now on");
        }
    }

    @Test
    void aPartIsNotMixedWithTheStreamOfAServerThatClosesOnMarks() throws Exception {
        field.files.put("file", content(1_000));
        field.closesOnMarks = true;
        try (Source source = ground.transport.source(at(field.port(), "file"), TransferOptions.defaults())) {
            RecordingSink sink = new RecordingSink();
            assertEquals(End.Kind.ENDED, fetch(source, PART, sink).kind());
            assertTrue(sink.received().isEmpty());
            assertFalse(source.traits().ranges(), "it is planned as a stream from now on");
            assertEquals(End.Kind.ENDED, fetch(source, ALL, sink).kind());
            assertArrayEquals(content(1_000), sink.bytes());
        }
    }

    @Test
    void aServerThatClosesBecauseItIsFullIsStillAskedForParts() throws Exception {
        ground.serve(1);
        ground.serving.holds("file", content(1_000));
        try (Source source = ground.transport.source(ground.at("file"), TransferOptions.defaults())) {
            RecordingSink sink = new RecordingSink();
            try (Socket guest = new Socket(InetAddress.getLoopbackAddress(), ground.port())) {
                FieldPeer.begin(guest, "another", 1);
                assertEquals(End.Kind.TRANSIENT, fetch(source, PART, sink).kind());
            }
            while (ground.server().text().contains("1 connection")) {
                Thread.onSpinWait();
            }
            assertTrue(source.traits().ranges());
            assertEquals(End.Kind.ENDED, fetch(source, PART, sink).kind());
            assertEquals(PART, sink.received());
        }
    }

    @Test
    void aNameThatCannotBeMarkedIsPlannedAsAStream() throws Exception {
        String name = "n".repeat(250);
        ground.serving.holds(name, content(1_000));
        ground.serving.holds("file", content(1_000));
        assertEquals(
                End.Kind.ENDED, get(ground.port(), "file", new RecordingSink()).kind());
        try (Source source = ground.transport.source(ground.at(name), TransferOptions.defaults())) {
            assertFalse(source.traits().ranges(), "also where the server is known to have ranges");
            RecordingSink sink = new RecordingSink();
            assertEquals(End.Kind.ENDED, fetch(source, ALL, sink).kind());
            assertArrayEquals(content(1_000), sink.bytes());
        }
    }

    private static End fetch(Source source, IntervalSet wanted, RecordingSink sink) throws Exception {
        return source.fetch(wanted, sink).end().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void whatHasComeOfAFastBodyIsGivenAlsoWhenItStandsStillInTheMiddleOfAPortion() throws Exception {
        int size = 256 << 20;
        field.files.put("file", new byte[size]);
        field.stall = new CountDownLatch(1);
        CountDownLatch allThatWasSent = new CountDownLatch(1);
        try (Source source = ground.transport.source(at(field.port(), "file"), TransferOptions.defaults())) {
            source.fetch(ALL, new FastSink(size - FieldPeer.TAIL, field.stall, allThatWasSent));
            assertTrue(allThatWasSent.await(30, TimeUnit.SECONDS));
        }
    }

    /** Throws away as fast as it can, and tells when so many bytes have come, and a little more. One thread. */
    private static final class FastSink implements Sink {
        private final CountDownLatch come;
        private final CountDownLatch more;
        private long left;

        FastSink(long bytes, CountDownLatch come, CountDownLatch more) {
            left = bytes;
            this.come = come;
            this.more = more;
        }

        @Override
        public boolean describe(PayloadInfo payload) {
            return true;
        }

        @Override
        public Take write(long offset, ByteBuffer data) {
            left -= data.remaining();
            if (left == 0) {
                come.countDown();
            } else if (left == -FieldPeer.LITTLE) {
                more.countDown();
            }
            return Take.MORE;
        }

        @Override
        public Take write(long offset, ByteBuffer data, Runnable release) {
            release.run();
            return write(offset, data);
        }

        @Override
        public void whenReady(Runnable action) {
            action.run();
        }

        @Override
        public void alive() {}

        @Override
        public void note(Reason reason) {}
    }

    @ParameterizedTest
    @CsvSource({"1,3000", "7,50000"})
    void ourPeersSpeakTheRangedLayerThroughAStammeringRelay(int stammer, int size) throws Exception {
        ground.serving.holds("file", content(size));
        int port = reach(ground.port(), stammer);
        RecordingSink sink = new RecordingSink();
        assertEquals(End.Kind.ENDED, get(port, "file", sink).kind());
        assertArrayEquals(content(size), sink.bytes());
        assertEquals(Verification.DIGEST, put(port, "up", content(size)).verification());
    }
}
