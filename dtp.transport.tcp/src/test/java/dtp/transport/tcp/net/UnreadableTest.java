package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadChangedException;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.End;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.tck.doubles.RemoteContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is to be sent cannot be read, or changes meanwhile: that is no lost contact, and no try again heals it. */
@Timeout(60)
class UnreadableTest {
    private static final int SIZE = 1_000_000;

    private final TcpGround ground;
    private final FieldPeer field;

    UnreadableTest() throws Exception {
        ground = new TcpGround();
        field = new FieldPeer();
    }

    @AfterEach
    void close() throws Exception {
        ground.close();
        field.close();
    }

    private Endpoint at(boolean base) {
        return base ? Endpoint.parse("tcp://127.0.0.1:" + field.port() + "/up?digest=no") : ground.at("up?digest=no");
    }

    private Reason put(Payload payload, Endpoint target) throws Exception {
        End end = ground.transport
                .deliver(payload, target, TransferOptions.defaults(), new RecordingObserver())
                .end()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertEquals(End.Kind.PERMANENT, end.kind());
        return end.reason().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPayloadThatCannotBeReadWhileItIsPutSaysSo(boolean base) throws Exception {
        MemoryPayload payload = new MemoryPayload("up", new byte[SIZE]);
        payload.gate(() -> {
            throw new IOException("the disk is broken");
        });
        Reason why = put(payload, at(base));
        assertEquals(Reason.Code.IO_ERROR, why.code());
        assertTrue(why.text().contains("the disk is broken"), why.text());
        assertEquals(base, why.text().contains("partial file"), why.text());
    }

    @Test
    void aPayloadThatChangesWhileItIsPutSaysSo() throws Exception {
        MemoryPayload payload = new MemoryPayload("up", new byte[SIZE]);
        payload.change();
        assertEquals(Reason.Code.SOURCE_CHANGED, put(payload, at(false)).code());
    }

    @Test
    void aPayloadThatCannotBeReadForItsDigestSaysSo() throws Exception {
        MemoryPayload payload = new MemoryPayload("up", new byte[SIZE]);
        payload.change();
        assertEquals(Reason.Code.SOURCE_CHANGED, put(payload, ground.at("up")).code());
    }

    @Test
    void aFileThatIsCutShortWhileItIsPutSaysSo(@TempDir Path directory) throws Exception {
        Path file = Files.write(directory.resolve("up"), new byte[SIZE / 2]);
        try (FileChannel channel = FileChannel.open(file)) {
            assertEquals(
                    Reason.Code.SOURCE_CHANGED,
                    put(new ShorterThanItWas(channel), at(false)).code());
        }
    }

    @Test
    void aFileThatChangesWhileItIsServedEndsTheConnection() {
        ground.serving.holds("file", new RemoteContent() {
            @Override
            public long size() {
                return SIZE;
            }

            @Override
            public void read(long position, ByteBuffer into) {
                if (position > 0) {
                    throw new IllegalStateException("it has changed");
                }
                into.position(into.limit());
            }
        });
        assertThrows(UncheckedIOException.class, () -> FieldPeer.get(ground.port(), "file"));
        assertEquals(0, ground.serving.open());
    }

    /** It had {@link #SIZE} bytes when it was opened. */
    private record ShorterThanItWas(FileChannel file) implements Payload {
        @Override
        public PayloadInfo info() {
            return PayloadInfo.named("up").size(SIZE);
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            throw new PayloadChangedException("up has changed");
        }

        @Override
        public Optional<FileChannel> channel() {
            return Optional.of(file);
        }

        @Override
        public CompletionStage<Digest> digest(String algorithm) {
            return CompletableFuture.failedStage(new PayloadChangedException("up has changed"));
        }

        @Override
        public void close() {}
    }
}
