package dtp.transport.tcp.net;

import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How fast a connection is read: what was read ahead of the rate is a debt in bytes, paid off at the rate of now. The event loop
 * of its channel calls.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a look has no outcome
final class ReadLimit {
    private static final long LOOK_NS = 20_000_000;
    private static final double SECOND_NS = 1e9;
    private static final int LEAST_RECEIVE_BYTES = 1 << 10;

    private final Channel channel;
    private final Runnable changed;
    private LongSupplier bytesPerSecond = () -> Long.MAX_VALUE;
    private double debtBytes;
    private long paidNs;
    private boolean waiting;

    /** @param changed runs when a wait begins or ends */
    ReadLimit(Channel channel, Runnable changed) {
        this.channel = channel;
        this.changed = changed;
    }

    /** @param rate asked again and again */
    void begin(LongSupplier rate) {
        bytesPerSecond = rate;
        debtBytes = 0;
    }

    boolean isWaiting() {
        return waiting;
    }

    /** So much is read at once: an eighth of what a second may bring, at most {@code mostBytes}. For the channel's configuration. */
    RecvByteBufAllocator sizes(int mostBytes) {
        return new DefaultMaxMessagesRecvByteBufAllocator() {
            @Override
            @SuppressWarnings("deprecation") // the only kind of handle that it takes
            public Handle newHandle() {
                return new MaxMessageHandle() {
                    @Override
                    public int guess() {
                        long fair = bytesPerSecond.getAsLong() / 8;
                        return (int) Math.max(LEAST_RECEIVE_BYTES, Math.min(mostBytes, fair));
                    }
                };
            }
        };
    }

    void came(int bytes) {
        long rate = bytesPerSecond.getAsLong();
        if (rate == Long.MAX_VALUE) {
            return;
        }
        pay(rate);
        debtBytes += bytes;
        if (!waiting) {
            waiting = true;
            changed.run();
            lookLater(rate);
        }
    }

    private void pay(long rate) {
        long nowNs = channel.eventLoop().ticker().nanoTime();
        if (debtBytes > 0) {
            debtBytes = Math.max(0, debtBytes - (nowNs - paidNs) * (rate / SECOND_NS));
        }
        paidNs = nowNs;
    }

    private void lookLater(long rate) {
        long leftNs = (long) Math.ceil(debtBytes * SECOND_NS / rate);
        channel.eventLoop().schedule(this::look, Math.min(LOOK_NS, leftNs), TimeUnit.NANOSECONDS);
    }

    private void look() {
        long rate = bytesPerSecond.getAsLong();
        pay(rate);
        if (rate == Long.MAX_VALUE || debtBytes == 0) {
            debtBytes = 0;
            waiting = false;
            changed.run();
        } else if (channel.isActive()) {
            lookLater(rate);
        }
    }
}
