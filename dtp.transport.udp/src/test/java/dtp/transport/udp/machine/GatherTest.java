package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dtp.api.transport.Sink;
import dtp.tck.doubles.RecordingSink;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What a transfer takes of the buffers that all share it gives back. */
class GatherTest {
    private final RecordingSink sink = new RecordingSink();
    private final Buffers buffers = new Buffers();
    private int closed;

    private final Gather gather = new Gather(sink, buffers, new Gather.Owner() {
        @Override
        public void notTaken(long offset, int bytes) {
            throw new AssertionError("the sink is not full");
        }

        @Override
        public void slow() {
            throw new AssertionError("the sink is not slow");
        }

        @Override
        public void closed() {
            // as a get does that is told so
            closed++;
            gather.flush();
            gather.close();
        }
    });

    @Test
    void aSinkThatClosesAtTheSecondBlockLeavesNoBufferBehind() {
        ByteBuffer piece = ByteBuffer.allocate(1_400);
        for (int i = 0; i < Buffers.BYTES / 1_400 + 1; i++) {
            gather.put(i * 1_400L, piece.rewind());
        }
        sink.answer(Sink.Take.CLOSED);
        for (int i = 0; i < 400; i++) {
            gather.put(1_000_000 + i * 1_400L, piece.rewind());
        }
        assertEquals(1, closed);
        sink.end();
        assertEquals(0, buffers.out());
    }
}
