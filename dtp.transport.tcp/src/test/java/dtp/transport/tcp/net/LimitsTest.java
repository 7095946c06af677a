package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.contact.ContactPlan;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Source;
import dtp.path.relay.Relay;
import dtp.path.relay.RelayText;
import dtp.tck.doubles.RecordingSink;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
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

    /** 10 s of a slow line are with the server's kernel at once, and its idle timeout is half of that. */
    @Test
    @Tag("slow")
    void whatTheKernelHoldsForASlowLineIsNoSilence() throws Exception {
        assumeTrue(Epoll.isAvailable(), "only Linux tells what was acknowledged");
        try (TcpGround ground = new TcpGround()) {
            ground.serve(10, 5_000);
            ground.serving.holds("file", new byte[400_000]);
            String line = "tcp 0 " + ground.port() + " rate=40k,queue=10k";
            try (Relay relay = Relay.open(RelayText.file(line, ContactPlan.always()));
                    Source source = ground.transport.source(
                            Endpoint.parse(
                                    "tcp://127.0.0.1:" + relay.counters().get(0).localPort() + "/file"),
                            TransferOptions.defaults())) {
                RecordingSink sink = new RecordingSink();
                End end = source.fetch(IntervalSet.of(0, Long.MAX_VALUE), sink)
                        .end()
                        .toCompletableFuture()
                        .get(50, TimeUnit.SECONDS);
                assertEquals(End.Kind.ENDED, end.kind(), end::toString);
            }
        }
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
