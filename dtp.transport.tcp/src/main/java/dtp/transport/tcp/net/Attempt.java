package dtp.transport.tcp.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.function.BiConsumer;

/** One connection that is being made. Its event loop, but {@link #isCancelled} on any thread. */
@SuppressWarnings("FutureReturnValueIgnored") // the end of the channel is told to its listener
final class Attempt {
    private final EventLoop loop;
    private final long timeoutMs;
    private final BiConsumer<Carrier, Throwable> told;
    private Channel channel;
    private volatile boolean cancelled;

    /** @param told once, on the loop while it runs: the carrier, or why there is none */
    Attempt(EventLoop loop, long timeoutMs, BiConsumer<Carrier, Throwable> told) {
        this.loop = loop;
        this.timeoutMs = timeoutMs;
        this.told = told;
    }

    EventLoop loop() {
        return loop;
    }

    long timeoutMs() {
        return timeoutMs;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** It connects now. */
    void begun(Channel made) {
        channel = made;
    }

    void tell(Carrier made, Throwable failed) {
        told.accept(made, failed);
    }

    /** Nobody wants it any more: {@code told} hears that there is none. */
    void cancel() {
        cancelled = true;
        if (channel != null) {
            channel.close();
        }
    }
}
