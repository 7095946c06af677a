package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More connections than a server is to have (tcp.md "Limits and bad input"). */
@Timeout(60)
class LimitsTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private static Carrier carrier() {
        return new Carrier(new EmbeddedChannel(), Runnable::run);
    }

    @Test
    void aConnectionTooManyIsAcceptedAndClosedAtOnce() throws Exception {
        try (TcpGround ground = new TcpGround()) {
            ground.serve(1);
            ground.serving.holds("file", new byte[1_000]);
            try (Socket first = new Socket(InetAddress.getLoopbackAddress(), ground.port())) {
                first.getOutputStream().write('D');
                while (!ground.server().text().contains("1 connection")) {
                    Thread.onSpinWait();
                }
                try (Socket second = new Socket(InetAddress.getLoopbackAddress(), ground.port())) {
                    assertEquals(-1, readOrReset(second));
                }
            }
            while (ground.server().text().contains("1 connection")) {
                Thread.onSpinWait();
            }
            assertEquals(1_000, FieldPeer.get(ground.port(), "file").length);
        }
    }

    private static int readOrReset(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void oneBelowAKibibyteASecondOver60SecondsMakesRoom() {
        Guests guests = new Guests(2);
        Carrier slow = carrier();
        Carrier fast = carrier();
        assertTrue(guests.enter(fast, 0));
        assertTrue(guests.enter(slow, 0));
        fast.bodyProgress(60 * 1024);
        slow.bodyProgress(60 * 1024 - 1);
        assertFalse(guests.enter(carrier(), 59 * SECOND_NS), "not before 60 s");
        guests.look(fast, 60 * SECOND_NS);
        guests.look(slow, 60 * SECOND_NS);
        assertTrue(guests.enter(carrier(), 60 * SECOND_NS));
        assertFalse(slow.channel().isOpen());
        assertTrue(fast.channel().isOpen());
    }

    @Test
    void aWrongConfigurationSaysWhatIsWrong() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Limits("h", 70_000, 1, null))
                .getMessage()
                .contains("70000"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Limits("h", 1, 0, null))
                .getMessage()
                .contains("max.connections"));
    }
}
