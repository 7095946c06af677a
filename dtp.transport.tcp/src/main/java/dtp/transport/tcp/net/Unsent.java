package dtp.transport.tcp.net;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;

/**
 * How much the kernel may hold of a connection that it has not sent even once (tcp(7), TCP_NOTSENT_LOWAT): enough for half a
 * millisecond of a gigabit, far less than its buffer of megabytes. What waits here instead can still be withdrawn, its progress is
 * that of the line, and BBR, which arms a timer for each 64 KiB while its queue is never empty, sees when it is. Linux only.
 */
final class Unsent {
    static final long MOST_BYTES = 128 << 10;

    private Unsent() {}

    /** Elsewhere the kernel keeps what it likes. Any thread. */
    static void limit(Channel channel) {
        if (channel instanceof EpollSocketChannel) {
            channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MOST_BYTES);
        }
    }
}
