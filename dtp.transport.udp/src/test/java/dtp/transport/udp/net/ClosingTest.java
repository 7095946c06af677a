package dtp.transport.udp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.TransferOptions;
import dtp.api.transport.Delivery;
import dtp.api.transport.End;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * When the socket of a transfer is closed. Netty reads from the descriptor of a datagram socket once more that is closed while
 * it is read: by then it may be another's, whose bytes are taken, or for which the loop waits for ever.
 */
class ClosingTest {
    private final KftpHarness harness = new KftpHarness();
    private volatile Channel opened;
    private volatile boolean closedWhileRead;
    private final KftpTransport transport = new KftpTransport(
            new SplittableRandom(3),
            new Platform(real -> () -> {
                opened = real.newChannel();
                opened.pipeline().addLast(new Watch());
                return opened;
            }),
            InetAddress::getByName);

    /** Stands before the transfer. */
    private final class Watch extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.fireChannelRead(message);
            closedWhileRead |= !context.channel().isOpen();
        }
    }

    @AfterEach
    void close() {
        transport.close();
        harness.close();
    }

    @Test
    void aSocketIsClosedBeforeTheEndIsToldAndNotWhileItIsRead() throws Exception {
        MemoryPayload payload = new MemoryPayload("up", new byte[10_000]);
        try (Delivery put =
                transport.deliver(payload, harness.target("up"), TransferOptions.defaults(), new RecordingObserver())) {
            End end = put.end().toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertEquals(End.Kind.ENDED, end.kind(), () -> "" + end);
            assertFalse(opened.isOpen());
        }
        assertFalse(closedWhileRead);
    }

    @Test
    void whenATransportOrAServerHasClosedNothingOfNettyRunsAnyMore() throws Exception {
        EventLoop ours = transport.loop();
        ours.submit(() -> {}).get(60, TimeUnit.SECONDS);
        transport.close();
        assertTrue(ours.isTerminated());
        EventLoop theirs = harness.server().loop();
        harness.server().close();
        assertTrue(theirs.isTerminated());
    }
}
