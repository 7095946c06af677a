package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the kernel has taken and the other side has not: it is seen to go. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // what is written is seen by its peer
class AcknowledgedTest {
    private static final int BYTES = 1_000_000;

    @Test
    void whatTheOtherSideHasTakenIsAcknowledgedAndWhatItHasNotIsNot() throws Exception {
        assumeTrue(Epoll.isAvailable(), "only Linux tells");
        try (Loops loops = new Loops("test-acknowledged", 1, 1);
                ServerSocket listening = new ServerSocket()) {
            listening.setReceiveBufferSize(4_096);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Channel channel = new Bootstrap()
                    .group(loops.group())
                    .channel(loops.clientChannel())
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(listening.getLocalSocketAddress())
                    .sync()
                    .channel();
            try (Socket peer = listening.accept()) {
                channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[BYTES]));
                assertTrue(Acknowledged.bytes(channel) < BYTES);
                peer.getInputStream().readNBytes(BYTES);
                while (Acknowledged.bytes(channel) < BYTES) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void onlyMoreThanAtTheLastLookIsGrowth() {
        AtomicLong total = new AtomicLong();
        Acknowledged acknowledged = new Acknowledged(total::get);
        assertFalse(acknowledged.grew());
        total.set(6);
        assertTrue(acknowledged.grew());
        assertFalse(acknowledged.grew());
    }
}
