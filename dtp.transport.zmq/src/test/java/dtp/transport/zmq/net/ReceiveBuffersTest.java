package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zmq.Msg;
import zmq.io.Metadata;

/** Memory for frames that come in: how much there may be, and that it comes back. */
@Timeout(60)
class ReceiveBuffersTest {
    private static final int MIB = 1 << 20;

    private final ReceiveBuffers buffers = new ReceiveBuffers(64 * MIB, 64 * MIB);

    private boolean isTaken(Msg frame) {
        buffers.buffers(List.of(frame));
        return !buffers.incomplete();
    }

    @Test
    void framesThatNeverEndLeaveAQuarterToSmallerOnesAndNoMoreIsLentThanThereMayBe() {
        List<Msg> never = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            never.add(buffers.allocate(16 * MIB));
        }
        assertEquals(48L * MIB, buffers.lentBytes());
        assertEquals(7, buffers.spilled());
        for (int i = 0; i < 20; i++) {
            never.add(buffers.allocate(MIB));
        }
        assertEquals(64L * MIB, buffers.lentBytes());
        assertFalse(isTaken(never.get(3)));
        assertFalse(isTaken(never.get(29)));
        assertTrue(isTaken(never.get(12)));
    }

    @Test
    void whatIsNotWantedComesBackWhenItsMessageWasHandled() {
        List<ByteBuffer> frames = buffers.buffers(List.of(buffers.allocate(MIB), buffers.allocate(MIB)));
        assertEquals(2L * MIB, buffers.lentBytes());
        Runnable release = buffers.release(frames.get(1));
        buffers.done();
        assertEquals(MIB, buffers.lentBytes());
        release.run();
        assertEquals(0, buffers.lentBytes());
    }

    @Test
    void whatIsKeptComesBackWhenItIsReleased() {
        List<ByteBuffer> frames = buffers.buffers(List.of(buffers.allocate(MIB)));
        buffers.keep(frames.get(0));
        buffers.done();
        assertEquals(MIB, buffers.lentBytes());
        buffers.release(frames.get(0)).run();
        buffers.release(frames.get(0)).run();
        assertEquals(0, buffers.lentBytes());
    }

    @Test
    void aFrameWaitsForOneInWorkThatGivesItsMemoryBack() throws Exception {
        List<Msg> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(buffers.allocate(16 * MIB));
        }
        Runnable release = buffers.release(buffers.buffers(all).get(0));
        Thread worker = new Thread(() -> {
            try {
                Wait.until(() -> buffers.lentBytes() > 0);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            release.run();
        });
        worker.start();
        assertTrue(isTaken(buffers.allocate(16 * MIB)));
        worker.join();
    }

    @Test
    void framesOfConnectionsThatBrokeComeBackByThemselves() throws Exception {
        for (int i = 0; i < 3; i++) {
            buffers.allocate(16 * MIB);
        }
        Wait.until(() -> isTaken(buffers.allocate(16 * MIB)));
    }

    private Msg frame(int size, int flags, Metadata connection) {
        Msg frame = buffers.allocate(size);
        frame.setFlags(flags);
        return frame.setMetadata(connection);
    }

    @Test
    void aMessageThatNeverEndsKeepsAFewSmallFramesAndIsWrongAtItsEnd() {
        Metadata hostile = new Metadata();
        int kept = 0;
        for (int i = 0; i < 100; i++) {
            assertTrue(frame(MIB, Msg.MORE, hostile).isCommand()); // JeroMQ forgets commands
            kept += frame(100, Msg.MORE, hostile).isCommand() ? 0 : 1;
        }
        assertTrue(kept < OpenMessages.MOST_FRAMES, () -> "too many are kept");
        assertEquals(0, buffers.lentBytes());
        assertFalse(frame(100, Msg.MORE, new Metadata()).isCommand());
        Msg last = frame(MIB, 0, hostile);
        assertFalse(last.isCommand());
        assertTrue(buffers.buffers(List.of(last)).size() > 6);
        assertEquals(1, buffers.buffers(List.of(frame(MIB, 0, hostile))).size());
    }
}
