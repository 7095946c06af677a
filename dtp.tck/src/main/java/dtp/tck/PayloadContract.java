package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadChangedException;
import dtp.tck.doubles.RemoteContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

/** What every payload must keep: one test for each sentence [P01] to [P05], named after its number. */
@Timeout(60)
public abstract class PayloadContract {
    private static final int SIZE = 100_003;

    private Payload payload;

    /** A payload of these bytes, opened. */
    protected abstract Payload payload(byte[] content) throws Exception;

    /** Makes what is behind the payload another version. Those that cannot be changed skip the test. */
    protected void change(Payload opened) throws Exception {
        throw new TestAbortedException("what is behind this payload cannot be changed");
    }

    @AfterEach
    void close() {
        if (payload != null) {
            payload.close();
        }
    }

    @Test
    void p01_theSizeIsKnown() throws Exception {
        assertEquals(SIZE, open(SIZE).info().size().orElseThrow());
        close();
        assertEquals(0, open(0).info().size().orElseThrow());
    }

    @Test
    void p02_aReadGivesAtLeastOneByteUntilTheEnd() throws Exception {
        open(SIZE);
        byte[] all = new byte[SIZE];
        ByteBuffer into = ByteBuffer.wrap(all);
        while (into.hasRemaining()) {
            int before = into.position();
            into.limit(Math.min(SIZE, before + 7_001));
            int read = payload.read(before, into);
            assertTrue(read >= 1, "at least one byte at " + before);
            assertEquals(before + read, into.position());
            into.limit(SIZE);
        }
        assertArrayEquals(content(SIZE), all);
        assertEquals(-1, payload.read(SIZE, ByteBuffer.allocate(1)));
        assertEquals(-1, payload.read(SIZE + 1_000L, ByteBuffer.allocate(1)));
    }

    @Test
    void p03_aChangedPayloadIsNotRead() throws Exception {
        open(SIZE);
        payload.read(0, ByteBuffer.allocate(10));
        change(payload);
        assertThrows(PayloadChangedException.class, () -> payload.read(0, ByteBuffer.allocate(10)));
        assertThrows(PayloadChangedException.class, () -> payload.read(50_000, ByteBuffer.allocate(10)));
    }

    @Test
    void p04_theDigestIsThatOfTheBytes() throws Exception {
        open(SIZE);
        Digest expected = RemoteContent.of(content(SIZE)).digest();
        assertEquals(expected, digest(Digest.SHA_256));
        payload.info()
                .digest()
                .filter(d -> d.algorithm().equals(Digest.SHA_256))
                .ifPresent(d -> assertEquals(expected, d));
        ExecutionException e = assertThrows(ExecutionException.class, () -> digest("NO-SUCH-DIGEST"));
        assertEquals(IllegalArgumentException.class, e.getCause().getClass());
    }

    @Test
    void p05_aClosedPayloadIsNotRead() throws Exception {
        open(SIZE);
        payload.close();
        payload.close();
        assertThrows(IOException.class, () -> payload.read(0, ByteBuffer.allocate(10)));
    }

    private Digest digest(String algorithm) throws Exception {
        return payload.digest(algorithm).toCompletableFuture().get(Patience.longMs(), TimeUnit.MILLISECONDS);
    }

    private Payload open(int size) throws Exception {
        payload = payload(content(size));
        return payload;
    }

    private static byte[] content(int size) {
        byte[] content = RemoteContent.generated(size, 3).bytes();
        return Arrays.copyOf(content, size);
    }
}
