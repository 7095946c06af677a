package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What does not fit the line waits on this side of the kernel. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // what is not taken is counted
class UnsentTest {
    private static final int PIECE_BYTES = 16 << 10;
    private static final int BYTES = 1024 * PIECE_BYTES;
    /** What goes out at once over the loopback, whose packets have 64 KiB, is more than the limit by some of them. */
    private static final long MOST_TAKEN = 1 << 20;

    @Test
    void theKernelTakesLittleOfWhatThePeerDoesNotRead() throws Exception {
        assumeTrue(Epoll.isAvailable(), "only Linux is asked to");
        try (Loops loops = new Loops("test-unsent", 1, 1);
                ServerSocket listening = new ServerSocket()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Channel channel = new Bootstrap()
                    .group(loops.group())
                    .channel(loops.clientChannel())
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel made) {
                            made.pipeline().addLast(new Carrier(made, loops.readers()));
                        }
                    })
                    .connect(listening.getLocalSocketAddress())
                    .sync()
                    .channel();
            try (Socket peer = listening.accept()) {
                for (int written = 0; written < BYTES; written += PIECE_BYTES) {
                    channel.write(Unpooled.directBuffer(PIECE_BYTES).writeZero(PIECE_BYTES));
                }
                channel.flush();
                long waiting = channel.eventLoop()
                        .submit(() -> channel.unsafe().outboundBuffer().totalPendingWriteBytes())
                        .get();
                assertTrue(
                        BYTES - waiting < MOST_TAKEN, BYTES - waiting + " bytes are taken, and nobody reads " + peer);
            }
        }
    }
}
