package dtp.transport.zmq.machine;

import dtp.api.transport.Served;

/** One payload as one peer reads it. Owned by the server's thread. */
final class Reading {
    private final String name;
    private final Served served;
    private final String version;
    private final long size;
    private int busy;
    private boolean closing;
    private long usedNs;
    private long nextNs;

    Reading(String name, Served served, long nowNs) {
        this.name = name;
        this.served = served;
        this.version = Versions.of(served.payload().info());
        this.size = served.payload().info().size().orElse(0);
        this.usedNs = nowNs;
        this.nextNs = nowNs;
    }

    String name() {
        return name;
    }

    Served served() {
        return served;
    }

    String version() {
        return version;
    }

    long size() {
        return size;
    }

    void used(long nowNs) {
        usedNs = nowNs;
    }

    long usedNs() {
        return usedNs;
    }

    boolean isIdle() {
        return busy == 0;
    }

    boolean isClosing() {
        return closing;
    }

    void begin() {
        busy++;
    }

    void end() {
        busy--;
        closeWhenIdle();
    }

    /** Closes the payload once nobody reads it. */
    void close() {
        closing = true;
        closeWhenIdle();
    }

    private void closeWhenIdle() {
        if (closing && busy == 0) {
            served.close();
        }
    }

    /** When so many bytes may be read; their time is taken. */
    long schedule(int bytes, long nowNs) {
        long at = Math.max(nowNs, nextNs);
        long rate = served.throughputBytesPerSecond();
        nextNs = rate == Long.MAX_VALUE ? at : at + (long) (bytes * 1e9 / Math.max(1, rate));
        return at;
    }
}
