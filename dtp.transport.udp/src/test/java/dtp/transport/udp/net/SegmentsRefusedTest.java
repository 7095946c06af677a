package dtp.transport.udp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A batch that the kernel does not cut into datagrams (a piece above the route's MTU, IPsec) is sent singly, as all that follow. */
class SegmentsRefusedTest {
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    private static final int EINVAL = -22;
    private static final int ENOBUFS = -105;

    private final Platform platform = new Platform();
    private final List<ByteBuf> refused = new ArrayList<>();
    private IOException refusal;
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            if (refusal != null && message instanceof SegmentedDatagramPacket batch) {
                refused.add(batch.content());
                ReferenceCountUtil.release(message);
                promise.setFailure(refusal);
            } else {
                super.write(context, message, promise);
            }
        }
    });
    private final NettyLine line = new NettyLine(channel, PEER, platform);

    @BeforeEach
    void theKernelKnowsSegments() {
        assumeTrue(platform.segments());
    }

    private void sends(int bytes) {
        byte[] batch = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            batch[i] = (byte) i;
        }
        line.batch(bytes).put(batch);
        line.sendBatch(100);
        channel.flush();
    }

    /** The first byte and the length of the next datagram. */
    private String left() {
        DatagramPacket packet = channel.readOutbound();
        if (packet == null) {
            return "nothing";
        }
        String text = packet.getClass().getSimpleName() + " " + packet.content().getByte(0) + " "
                + packet.content().readableBytes();
        packet.release();
        return text;
    }

    @Test
    void aBatchThatIsTakenIsGivenBackOnce() {
        line.batch(250).put(new byte[250]);
        line.sendBatch(100);
        channel.flush();
        DatagramPacket packet = channel.readOutbound();
        assertEquals(SegmentedDatagramPacket.class, packet.getClass());
        packet.release();
        assertEquals(0, packet.refCnt());
        assertNull(channel.readOutbound());
    }

    @Test
    void aRefusedBatchAndThoseBehindItLeaveInSingleDatagrams() {
        refusal = new Errors.NativeIoException("sendmmsg", EINVAL);
        sends(250);
        assertEquals("DatagramPacket 0 100", left());
        assertEquals("DatagramPacket 100 100", left());
        assertEquals("DatagramPacket -56 50", left());
        sends(120);
        assertEquals("DatagramPacket 0 100", left());
        assertEquals("DatagramPacket 100 20", left());
        assertEquals("nothing", left());
        assertEquals(1, refused.size());
        assertEquals(0, refused.get(0).refCnt());
    }

    @Test
    void anotherFaultIsHeardAndLosesOneBatchOnly() {
        refusal = new Errors.NativeIoException("sendmmsg", ENOBUFS);
        sends(250);
        assertThrows(IOException.class, channel::checkException);
        assertEquals(0, refused.get(0).refCnt());
        refusal = null;
        sends(250);
        assertEquals("SegmentedDatagramPacket 0 250", left());
    }
}
