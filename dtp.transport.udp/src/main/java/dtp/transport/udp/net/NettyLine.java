package dtp.transport.udp.net;

import dtp.transport.udp.machine.Line;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A line over a Netty channel; what is sent goes out when its owner flushes. Where the kernel refuses to cut batches into
 * datagrams on the way to this peer, they are sent singly from then on. The channel's event loop calls.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a datagram socket is as if lost on the way
final class NettyLine implements Line {
    private final Channel channel;
    private final InetSocketAddress peer;
    private final Platform platform;
    private boolean segments;
    private ByteBuf batch;
    private ByteBuffer filling;

    NettyLine(Channel channel, InetSocketAddress peer, Platform platform) {
        this.channel = channel;
        this.peer = peer;
        this.platform = platform;
        segments = platform.segments();
    }

    @Override
    public void send(ByteBuffer datagram) {
        channel.write(new DatagramPacket(Unpooled.wrappedBuffer(datagram), peer), channel.voidPromise());
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public ByteBuffer batch(int bytes) {
        batch = channel.alloc().directBuffer(bytes, bytes);
        filling = batch.nioBuffer(0, bytes);
        return filling;
    }

    @Override
    public void sendBatch(int segmentBytes) {
        ByteBuf full = batch.writerIndex(filling.position());
        batch = null;
        filling = null;
        if (full.readableBytes() <= segmentBytes) {
            channel.write(new DatagramPacket(full, peer), channel.voidPromise());
        } else if (segments) {
            // kept until it is known what became of it
            SegmentedDatagramPacket packet = new SegmentedDatagramPacket(full.retain(), segmentBytes, peer);
            channel.write(packet).addListener(done -> sent(done.cause(), full, segmentBytes));
        } else {
            single(full, segmentBytes);
        }
    }

    private void sent(Throwable failed, ByteBuf full, int segmentBytes) {
        if (failed == null) {
            full.release();
        } else if (Platform.refusesSegments(failed)) {
            segments = false;
            platform.sendsSingly(peer, failed);
            single(full, segmentBytes);
            channel.flush();
        } else {
            full.release();
            if (channel.isRegistered()) {
                // as what is sent singly is heard of
                channel.pipeline().fireExceptionCaught(failed);
            }
        }
    }

    private void single(ByteBuf full, int segmentBytes) {
        while (full.isReadable()) {
            ByteBuf one = full.readRetainedSlice(Math.min(segmentBytes, full.readableBytes()));
            channel.write(new DatagramPacket(one, peer), channel.voidPromise());
        }
        full.release();
    }
}
