package dtp.transport.tcp.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.interval.IntervalSet;
import dtp.tck.doubles.RecordingSink;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is handed over, and what is copied because its receive buffer would stay in use for little. */
class BodyIntakeTest {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int SMALL_SLAB_BYTES = 16 << 10;

    private final RecordingSink sink = new RecordingSink();

    /** So many bytes come in one receive buffer. */
    private byte[] take(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        BodyIntake intake = new BodyIntake(new FakeLine(1), sink, IntervalSet.of(0, bytes));
        assertEquals(BodyIntake.Step.COMPLETE, intake.take(new FakeInflow(ByteBuffer.wrap(content), BUFFER_BYTES)));
        return content;
    }

    @Test
    void aQuarterOfABufferIsHandedOver() {
        byte[] content = take(BUFFER_BYTES / 4);
        assertEquals(1, sink.handovers());
        assertArrayEquals(content, sink.bytes());
    }

    @Test
    void lessThanAQuarterOfABufferIsCopiedInPiecesThatAnySlabHasRoomFor() {
        byte[] content = take(BUFFER_BYTES / 4 - 1);
        assertEquals(0, sink.handovers());
        assertArrayEquals(content, sink.bytes());
        sink.writes().forEach(write -> assertTrue(write.bytes() <= SMALL_SLAB_BYTES));
    }

    @Test
    void twentyKibibytesAreCopied() {
        take(20 << 10);
        assertEquals(0, sink.handovers());
    }
}
