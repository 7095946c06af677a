package dtp.transport.tcp.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongSupplier;

/**
 * Whether the other side's kernel acknowledges more and more (tcp(7), TCP_INFO). What this side's kernel has taken may be minutes of
 * a slow line: nothing is written meanwhile, and it is no silence. The event loop of its channel calls.
 */
final class Acknowledged {
    /** The beginning of {@code struct tcp_info} of Linux (linux/tcp.h), up to {@code tcpi_bytes_acked}. */
    private static final RawUnixChannelOption TCP_INFO = new RawUnixChannelOption("TCP_INFO", 6, 11, 128);

    private static final int BYTES_ACKED_AT = 120;

    private final LongSupplier total;
    private long before;

    /** @param total bytes acknowledged so far */
    Acknowledged(LongSupplier total) {
        this.total = total;
    }

    /** More than at the last look. */
    boolean grew() {
        long now = total.getAsLong();
        boolean grew = now > before;
        before = now;
        return grew;
    }

    /** By the other side, so far; 0 where the platform does not tell. */
    static long bytes(Channel channel) {
        if (!(channel instanceof EpollSocketChannel) || !channel.isOpen()) {
            return 0;
        }
        try {
            ByteBuffer info = channel.config().getOption(TCP_INFO);
            return info.order(ByteOrder.nativeOrder()).getLong(BYTES_ACKED_AT);
        } catch (ChannelException refused) {
            return 0; // not every Linux is one: it is then as elsewhere
        }
    }
}
