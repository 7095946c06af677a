package dtp.transport.udp.net;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/** Runs a machine when something has happened and when its time has come. The event loop calls. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a datagram socket is as if lost on the way
final class Driver {
    private static final long AFTER_FAULT_NS = 100_000_000;

    private final EventLoop loop;
    private final LongUnaryOperator machine;
    private long armedNs = Long.MAX_VALUE;
    private boolean running;
    private boolean stopped;

    /** @param machine is given now, runs, and returns when it is to be run again; Long.MAX_VALUE for never */
    Driver(EventLoop loop, LongUnaryOperator machine) {
        this.loop = loop;
        this.machine = machine;
    }

    void run() {
        if (running || stopped) {
            return;
        }
        running = true;
        long nowNs = System.nanoTime();
        long deadlineNs = nowNs + AFTER_FAULT_NS;
        try {
            deadlineNs = machine.applyAsLong(nowNs);
        } finally {
            // what it throws the loop reports; others are in this machine as well, and it goes on for them
            running = false;
            arm(deadlineNs, nowNs);
        }
    }

    private void arm(long deadlineNs, long nowNs) {
        if (deadlineNs <= nowNs) {
            loop.execute(this::run);
        } else if (deadlineNs < armedNs && deadlineNs != Long.MAX_VALUE) {
            armedNs = deadlineNs;
            loop.schedule(() -> fired(deadlineNs), deadlineNs - nowNs, TimeUnit.NANOSECONDS);
        }
    }

    private void fired(long dueNs) {
        if (armedNs == dueNs) {
            armedNs = Long.MAX_VALUE;
            run();
        }
    }

    void stop() {
        stopped = true;
    }
}
