package dtp.transport.udp.net;

import dtp.transport.udp.machine.Line;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A line over a Netty channel; what is sent goes out when its owner flushes. The channel's event loop calls. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a datagram socket is as if lost on the way
final class NettyLine implements Line {
    private final Channel channel;
    private final InetSocketAddress peer;
    private final boolean segments;
    private ByteBuf batch;
    private ByteBuffer filling;

    NettyLine(Channel channel, InetSocketAddress peer, boolean segments) {
        this.channel = channel;
        this.peer = peer;
        this.segments = segments;
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
            channel.write(new SegmentedDatagramPacket(full, segmentBytes, peer), channel.voidPromise());
        } else {
            while (full.isReadable()) {
                ByteBuf one = full.readRetainedSlice(Math.min(segmentBytes, full.readableBytes()));
                channel.write(new DatagramPacket(one, peer), channel.voidPromise());
            }
            full.release();
        }
    }
}
