package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** When the network has a frame: its memory serves again then. */
class SentFrameTest {
    private final SentFrame frame = new SentFrame(ByteBuffer.allocateDirect(10).slice());

    @Test
    void aFrameThatNobodyHasBegunToWriteHasNotLeft() {
        assertFalse(frame.hasLeft());
    }

    @Test
    void aFrameHasLeftWhenItsLastByteWasWritten() {
        ByteBuffer writing = frame.buf();
        writing.position(9);
        assertFalse(frame.hasLeft());
        writing.position(10);
        assertTrue(frame.hasLeft());
    }

    /** JeroMQ limits it to what goes into its own buffer, while it copies that. */
    @Test
    void aFrameHasNotLeftWhenOnlyAPartOfItIsBeingCopied() {
        frame.buf().limit(4).position(4);
        assertFalse(frame.hasLeft());
    }

    @Test
    void anEncryptedFrameHasLeftWhenItWasCopied() {
        frame.transfer(ByteBuffer.allocate(10), 0, 10);
        assertTrue(frame.hasLeft());
    }
}
