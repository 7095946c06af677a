package dtp.transport.tcp.net;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How fast a connection is read: whoever reads ahead of the rate waits it off. The event loop of its channel calls. */
@SuppressWarnings("FutureReturnValueIgnored") // a look has no outcome
final class ReadLimit {
    private static final long LOOK_MS = 20;

    private final Channel channel;
    private final Runnable changed;
    private LongSupplier bytesPerSecond = () -> Long.MAX_VALUE;
    private long allowedNs = System.nanoTime();
    private boolean waiting;

    /** @param changed runs when a wait begins or ends */
    ReadLimit(Channel channel, Runnable changed) {
        this.channel = channel;
        this.changed = changed;
    }

    /** @param rate asked again and again */
    void begin(LongSupplier rate) {
        bytesPerSecond = rate;
        allowedNs = System.nanoTime();
    }

    boolean isWaiting() {
        return waiting;
    }

    void came(int bytes) {
        long rate = bytesPerSecond.getAsLong();
        if (rate == Long.MAX_VALUE) {
            return;
        }
        allowedNs = Math.max(allowedNs, System.nanoTime()) + (long) (bytes * 1e9 / rate);
        if (!waiting) {
            waiting = true;
            changed.run();
            look();
        }
    }

    private void look() {
        if (bytesPerSecond.getAsLong() == Long.MAX_VALUE || System.nanoTime() >= allowedNs) {
            waiting = false;
            changed.run();
        } else if (channel.isActive()) {
            channel.eventLoop().schedule(this::look, LOOK_MS, TimeUnit.MILLISECONDS);
        }
    }
}
