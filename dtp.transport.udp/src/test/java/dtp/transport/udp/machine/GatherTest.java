package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dtp.api.transport.Sink;
import dtp.tck.doubles.RecordingSink;
import dtp.tck.doubles.RecordingSink.Write;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pieces are joined, whoever sends them, and what a transfer takes of the buffers that all share it gives back. */
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
        assertEquals(0, buffers.outBytes());
    }

    @Test
    void whatServersSendByTurnsReachesTheSinkInOneStretchOfEach() {
        ByteBuffer piece = ByteBuffer.allocate(1_400);
        for (int i = 0; i < 100; i++) {
            for (long server = 0; server < Gather.MOST_OPEN; server++) {
                gather.put(server * 10_000_000 + i * 1_400L, piece.rewind());
            }
        }
        gather.flush();
        assertEquals(
                List.of(
                        new Write(0, 140_000),
                        new Write(10_000_000, 140_000),
                        new Write(20_000_000, 140_000),
                        new Write(30_000_000, 140_000)),
                sink.writes());
    }

    @Test
    void oneMoreThanCanBeOpenFlushesTheOneWhoseTurnWasLongestAgo() {
        ByteBuffer piece = ByteBuffer.allocate(1_400);
        for (long server = 0; server <= Gather.MOST_OPEN; server++) {
            gather.put(server * 10_000_000, piece.rewind());
        }
        assertEquals(List.of(new Write(0, 1_400)), sink.writes());
    }

    @Test
    void whatWaitsForItsNextPieceGoesToTheSinkInTimeAndKeepsNoBuffer() {
        gather.put(0, ByteBuffer.allocate(1_400));
        gather.run(0);
        gather.put(5_000, ByteBuffer.allocate(1_400));
        gather.run(gather.deadlineNs() - 1);
        assertEquals(List.of(), sink.writes());
        gather.run(gather.deadlineNs());
        assertEquals(List.of(new Write(0, 1_400)), sink.writes());
        gather.run(gather.deadlineNs());
        assertEquals(2, sink.writes().size());
        assertEquals(0, buffers.outBytes());
    }
}
