package dtp.transport.tcp.net;

import dtp.transport.tcp.machine.Portions;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.util.concurrent.TimeUnit;

/**
 * Has the kernel hold back what is less than a portion of a fast body (socket(7), SO_RCVLOWAT). Where the platform cannot, and under
 * TLS, whose records have sizes of their own, nothing is held back. The event loop of its channel calls.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a look has no outcome
final class LowWaterMark {
    /** SOL_SOCKET and SO_RCVLOWAT of Linux, where it has epoll transports of Netty (asm-generic/socket.h). */
    private static final IntegerUnixChannelOption SO_RCVLOWAT = new IntegerUnixChannelOption("SO_RCVLOWAT", 1, 18);

    private final Channel channel;
    private final Portions portions = new Portions();
    private int set = portions.leastBytes();
    private boolean looking;

    LowWaterMark(Channel channel) {
        this.channel = channel;
    }

    void expect(long bytes) {
        portions.expect(bytes);
        apply();
    }

    void came(int bytes, long nowNs) {
        portions.came(bytes, nowNs);
        apply();
    }

    private void apply() {
        int least = portions.leastBytes();
        if (least == set || !isPossible()) {
            return;
        }
        set = least;
        channel.config().setOption(SO_RCVLOWAT, least);
        if (least > 1 && !looking) {
            lookLater();
        }
    }

    private boolean isPossible() {
        return channel instanceof EpollSocketChannel && channel.isOpen() && !Tls.isOn(channel);
    }

    private void lookLater() {
        looking = true;
        channel.eventLoop().schedule(this::look, Portions.LOOK_NS, TimeUnit.NANOSECONDS);
    }

    private void look() {
        looking = false;
        portions.onLook();
        apply();
        if (set > 1 && channel.isOpen()) {
            lookLater();
        }
    }
}
