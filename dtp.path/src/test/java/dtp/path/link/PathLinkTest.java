package dtp.path.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.link.CspLink;
import dtp.api.link.CspLinkReceiver;
import dtp.api.link.CspLinkSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The path as a CSP link, in real time. */
@Timeout(30)
class PathLinkTest {
    private final PathLinkFactory factory = new PathLinkFactory();
    private final Side a = new Side();
    private final Side b = new Side();

    @Test
    void aFrameArrivesAtTheOtherSide() throws InterruptedException {
        try (CspLink toB = open("space?side=a", a);
                CspLink toA = open("space?side=b", b)) {
            b.awaitState("true");
            assertTrue(toB.send(5, ByteBuffer.wrap(new byte[] {1, 2, 3})));
            assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), b.frames.take());
            assertTrue(toA.send(5, ByteBuffer.wrap(new byte[] {4})));
            assertEquals(ByteBuffer.wrap(new byte[] {4}), a.frames.take());
        }
    }

    @Test
    void theDescriptionMayStandAtEitherSide() throws InterruptedException {
        try (CspLink toB = open("space?side=a", a);
                CspLink toA = open("space?side=b&ab.loss=1&ba.dup=1", b)) {
            a.awaitState("true");
            assertTrue(toB.send(5, ByteBuffer.wrap(new byte[] {1})));
            assertTrue(toA.send(5, ByteBuffer.wrap(new byte[] {2})));
            assertEquals(ByteBuffer.wrap(new byte[] {2}), a.frames.take());
            assertEquals(ByteBuffer.wrap(new byte[] {2}), a.frames.take());
            assertEquals(0, b.frames.size());
        }
    }

    @Test
    void sidesThatAreDescribedDifferentlyAreRefused() {
        try (CspLink first = open("space?side=a&loss=0.1", a)) {
            assertThrows(IllegalArgumentException.class, () -> open("space?side=b&loss=0.2", b));
            assertThrows(IllegalArgumentException.class, () -> open("space?side=a", b));
            assertFalse(first.send(1, ByteBuffer.allocate(1)), "nobody is at the other side");
        }
    }

    @Test
    void aLinkTellsThatTheOtherSideCameAndWent() throws InterruptedException {
        try (CspLink first = open("space?side=a", a)) {
            a.awaitState("false");
            CspLink second = open("space?side=b", b);
            a.awaitState("true");
            second.close();
            a.awaitState("false");
            assertFalse(first.send(1, ByteBuffer.allocate(1)));
        }
    }

    @Test
    void aLinkIsUpWhenItsContactBegins(@TempDir Path dir) throws Exception {
        String text = "space?side=a&contact=" + plan(dir, "space,+0.2,+9999,");
        try (CspLink toB = open(text, a);
                CspLink toA = open("space?side=b", b)) {
            a.awaitState("true");
            assertTrue(toB.send(1, ByteBuffer.allocate(1)));
            assertEquals(ByteBuffer.allocate(1), b.frames.take());
            assertTrue(toA.send(1, ByteBuffer.allocate(1)));
        }
    }

    @Test
    void aLinkIsDownWithoutContact(@TempDir Path dir) throws Exception {
        String text = "space?side=a&contact=" + plan(dir, "space,+9998,+9999,");
        try (CspLink toB = open(text, a);
                CspLink toA = open("space?side=b", b)) {
            a.awaitState("false no contact");
            assertFalse(toB.send(1, ByteBuffer.allocate(1)));
            assertFalse(toA.send(1, ByteBuffer.allocate(1)));
        }
    }

    private static Path plan(Path dir, String line) throws IOException {
        return Files.writeString(dir.resolve("plan.csv"), "link,start,end,rate\n" + line + "\n");
    }

    @Test
    void whatIsWrongWithTheTextIsSaid() {
        for (String wrong : new String[] {"", "?side=a", "space", "space?side=c", "space?side=a&lost=1"}) {
            assertThrows(IllegalArgumentException.class, () -> open(wrong, a), wrong);
        }
        assertThrows(IllegalArgumentException.class, () -> open("space?side=a&contact=/nowhere/plan.csv", a));
    }

    private CspLink open(String text, CspLinkReceiver receiver) {
        return factory.open(new CspLinkSettings(text, 1, 1, 2048), receiver);
    }

    /** Keeps what a link tells. */
    private static final class Side implements CspLinkReceiver {
        private final BlockingQueue<ByteBuffer> frames = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> states = new LinkedBlockingQueue<>();

        void awaitState(String start) throws InterruptedException {
            String state;
            do {
                state = states.poll(20, TimeUnit.SECONDS);
                assertTrue(state != null, "no state that starts with " + start);
            } while (!state.startsWith(start));
        }

        @Override
        public boolean frame(ByteBuffer headerAndData) {
            frames.add(ByteBuffer.allocate(headerAndData.remaining())
                    .put(headerAndData)
                    .flip());
            return true;
        }

        @Override
        public void rejected(String why) {}

        @Override
        public void state(boolean up, String why) {
            states.add(up + " " + why);
        }
    }
}
