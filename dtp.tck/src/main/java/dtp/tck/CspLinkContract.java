package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.link.CspLink;
import dtp.api.link.CspLinkSettings;
import dtp.tck.doubles.RecordingReceiver;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every CSP link must keep: one test for each sentence [L..] of {@code dtp.api.link}, named after its number. A link passes
 * by a subclass that gives its harness.
 */
@Timeout(60)
public abstract class CspLinkContract {
    private static final int FRAMES = 100;

    private final ConcurrentLinkedQueue<CspLink> opened = new ConcurrentLinkedQueue<>();
    private LinkHarness harness;

    /** A new harness; closed after the test. */
    protected abstract LinkHarness harness() throws Exception;

    @BeforeEach
    void open() throws Exception {
        harness = harness();
    }

    @AfterEach
    void close() throws Exception {
        opened.forEach(CspLink::close);
        if (harness != null) {
            harness.close();
        }
    }

    @Test
    void l01_openReturnsAtOnceAlsoWhenTheDeviceIsAbsent() throws Exception {
        Patience.returns("open", Patience.AT_ONCE_MS, () -> link(harness.absent(), new RecordingReceiver()));
    }

    @Test
    void l01_aLinkTriesOnByItself() throws Exception {
        RecordingReceiver atB = new RecordingReceiver();
        CspLink a = link(harness.a(), new RecordingReceiver());
        send(a, frame(1, 20));
        link(harness.b(), atB);
        awaitFrame(a, atB);
    }

    @Test
    void l01_aWrongTextIsRefused() {
        assertFalse(harness.wrong().isEmpty(), "the harness must know a text that is wrong");
        CspLinkSettings a = harness.a();
        for (String wrong : harness.wrong()) {
            CspLinkSettings settings = new CspLinkSettings(wrong, a.address(), a.cspVersion(), a.maxFrameBytes());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> link(settings, new RecordingReceiver()),
                    () -> "text " + wrong);
        }
    }

    @Test
    void l02_theFrameIsTheCallersAgainAfterSend() throws Exception {
        RecordingReceiver atB = new RecordingReceiver();
        CspLink a = joined(atB);
        ByteBuffer buffer = ByteBuffer.allocate(64);
        for (int i = 0; i < FRAMES; i++) {
            buffer.clear().put(frame(i, 64)).flip();
            assertTrue(send(a, buffer), "a link that is up has room for one small frame at a time");
            for (int at = 0; at < 64; at++) {
                buffer.put(at, (byte) 0x55);
            }
            int sent = i + 1;
            assertTrue(atB.await(() -> atB.frames().size() >= sent, Patience.longMs()), "frame " + i + " arrives");
        }
        for (int i = 0; i < FRAMES; i++) {
            assertEquals(frame(i, 64), atB.frames().get(i), "frame " + i + " as it was sent");
        }
    }

    @Test
    void l03_sendNeitherBlocksNorThrows() throws Exception {
        CspLink nobody = link(harness.absent(), new RecordingReceiver());
        CspLink a = joined(new RecordingReceiver());
        Patience.returns("a thousand sends", Patience.ONE_SECOND_MS, () -> {
            for (int i = 0; i < 1_000; i++) {
                send(nobody, frame(i, 200));
                send(a, frame(i, 200));
            }
            send(a, ByteBuffer.allocate(0));
            send(a, ByteBuffer.allocate(harness.a().maxFrameBytes() + 1));
            return null;
        });
        a.close();
        assertFalse(send(a, frame(1, 20)), "a closed link takes nothing");
    }

    @Test
    void l04_afterCloseTheReceiverIsNotCalled() throws Exception {
        RecordingReceiver atB = new RecordingReceiver();
        CspLink a = link(harness.a(), new RecordingReceiver());
        CspLink b = link(harness.b(), atB);
        awaitFrame(a, atB);
        for (int i = 0; i < FRAMES; i++) {
            send(a, frame(i, 100));
        }
        Patience.returns("close", Patience.ONE_SECOND_MS, () -> {
            b.close();
            b.close();
            return null;
        });
        atB.end();
        send(a, frame(1, 100));
        atB.await(() -> !atB.late().isEmpty(), Patience.NEVER_MS);
        assertEquals(List.of(), atB.late(), "calls after close");
    }

    @Test
    void l04_threadsAndSocketsAreGoneAfterClose() throws Exception {
        Leaks.check(() -> {
            RecordingReceiver atB = new RecordingReceiver();
            CspLink a = harness.factory().open(harness.a(), new RecordingReceiver());
            CspLink b = harness.factory().open(harness.b(), atB);
            try {
                awaitFrame(a, atB);
            } finally {
                a.close();
                b.close();
            }
        });
    }

    @Test
    void l05_theReceiverIsCalledOneAtATime() throws Exception {
        RecordingReceiver atB = new RecordingReceiver();
        CspLink a = joined(atB);
        atB.lingerInside();
        for (int i = 0; i < 5 * FRAMES; i++) {
            send(a, frame(i, 30));
        }
        send(a, ByteBuffer.allocate(harness.a().maxFrameBytes() + 1));
        atB.await(() -> atB.frames().size() >= 5 * FRAMES, Patience.AT_ONCE_MS);
        assertEquals(1, atB.mostAtOnce(), "calls at the same time");
    }

    @Test
    void l06_theStateIsToldAfterOpenAndWhenItChanges() throws Exception {
        RecordingReceiver nobody = new RecordingReceiver();
        link(harness.absent(), nobody);
        assertTrue(nobody.await(() -> !nobody.states().isEmpty(), Patience.longMs()), "a state after open");
        RecordingReceiver atB = new RecordingReceiver();
        joined(atB);
        assertTrue(atB.await(() -> isUp(atB), Patience.longMs()), "up after it is joined");
    }

    private static boolean isUp(RecordingReceiver receiver) {
        List<Boolean> states = receiver.states();
        return !states.isEmpty() && states.get(states.size() - 1);
    }

    private CspLink link(CspLinkSettings settings, RecordingReceiver receiver) {
        CspLink link = harness.factory().open(settings, receiver);
        opened.add(link);
        return link;
    }

    /** End a, joined to an end b that receives there; frames that were sent to find out are forgotten. */
    private CspLink joined(RecordingReceiver atB) throws InterruptedException {
        CspLink a = link(harness.a(), new RecordingReceiver());
        link(harness.b(), atB);
        awaitFrame(a, atB);
        return a;
    }

    /** Sends until something arrives: a link may need its time to come up. */
    private void awaitFrame(CspLink a, RecordingReceiver atB) throws InterruptedException {
        long tries = Patience.longMs() / 50;
        int sent = 0;
        while (atB.frames().isEmpty() && tries-- > 0) {
            sent += send(a, frame(7, 20)) ? 1 : 0;
            atB.await(() -> !atB.frames().isEmpty(), 50);
        }
        assertFalse(atB.frames().isEmpty(), "no frame arrives");
        int all = sent;
        atB.await(() -> atB.frames().size() >= all, Patience.NEVER_MS);
        atB.forget();
    }

    private boolean send(CspLink link, ByteBuffer frame) {
        return link.send(harness.b().address(), frame.duplicate());
    }

    /** A CSP packet from a to b: header as the version has it, then bytes that follow from the number. */
    private ByteBuffer frame(int number, int bytes) {
        ByteBuffer frame = ByteBuffer.allocate(bytes);
        long from = harness.a().address();
        long to = harness.b().address();
        if (harness.a().cspVersion() == 1) {
            frame.putInt((int) (2L << 30 | from << 25 | to << 20 | 10 << 14 | 20 << 8));
        } else {
            long header = 2L << 46 | to << 32 | from << 18 | 10L << 12 | 20L << 6;
            frame.putShort((short) (header >> 32)).putInt((int) header);
        }
        while (frame.hasRemaining()) {
            frame.put((byte) (number * 31 + frame.position()));
        }
        return frame.flip();
    }
}
