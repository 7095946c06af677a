package dtp.api;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** How a transfer is to be made. Immutable; a final class with a builder, so that options can be added. */
public final class TransferOptions {
    /** Most fetches at once. */
    public static final int MAX_CONNECTIONS = 64;

    /** What an interval that is recorded as held survives. */
    public enum Durability {
        /** kill -9 and a crash of the JVM; after a reboot the last synced checkpoint counts. */
        PROCESS,
        /** A power cut. */
        POWER_CUT
    }

    private final OptionalLong throughput;
    private final boolean findsThroughput;
    private final OptionalInt mtu;
    private final Duration idleTimeout;
    private final int connections;
    private final Durability durability;
    private final int priority;
    private final int retries;
    private final boolean waitForContact;

    private TransferOptions(Builder b) {
        throughput = b.throughput;
        findsThroughput = b.findsThroughput;
        mtu = b.mtu;
        idleTimeout = b.idleTimeout;
        connections = b.connections;
        durability = b.durability;
        priority = b.priority;
        retries = b.retries;
        waitForContact = b.waitForContact;
    }

    public static Builder builder() {
        return new Builder();
    }

    public static TransferOptions defaults() {
        return builder().build();
    }

    /** A builder that starts from these. */
    public Builder with() {
        Builder b = new Builder();
        b.throughput = throughput;
        b.findsThroughput = findsThroughput;
        b.mtu = mtu;
        b.idleTimeout = idleTimeout;
        b.connections = connections;
        b.durability = durability;
        b.priority = priority;
        b.retries = retries;
        b.waitForContact = waitForContact;
        return b;
    }

    /** Bytes of payload a second, 1 or more; empty: the transport finds it. */
    public OptionalLong throughputBytesPerSecond() {
        return throughput;
    }

    /** True: the transport finds the rate even where the peer's profile tells one. */
    public boolean findsThroughput() {
        return findsThroughput;
    }

    /** Bytes; empty: the transport's safe default (CSP: 256, because a C server does not check and overruns its buffer). */
    public OptionalInt mtu() {
        return mtu;
    }

    /** Silence that ends a request; 10 s by default. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** Fetches at once, 1 to {@value #MAX_CONNECTIONS}; a transport may allow fewer. */
    public int connections() {
        return connections;
    }

    public Durability durability() {
        return durability;
    }

    /** 0 (first) to 9; 5 by default. */
    public int priority() {
        return priority;
    }

    /** Requests without any progress before the session pauses; 5 by default. */
    public int retries() {
        return retries;
    }

    /** True: without contact the session goes on by itself when the contact is back, however long that takes. */
    public boolean waitForContact() {
        return waitForContact;
    }

    /** Collects options; each setter throws IllegalArgumentException naming the limit. Not thread-safe. */
    public static final class Builder {
        private OptionalLong throughput = OptionalLong.empty();
        private boolean findsThroughput;
        private OptionalInt mtu = OptionalInt.empty();
        private Duration idleTimeout = Duration.ofSeconds(10);
        private int connections = 1;
        private Durability durability = Durability.POWER_CUT;
        private int priority = 5;
        private int retries = 5;
        private boolean waitForContact;

        private Builder() {}

        public Builder throughputBytesPerSecond(long value) {
            require(value >= 1, "throughput must be at least 1 byte a second");
            throughput = OptionalLong.of(value);
            findsThroughput = false;
            return this;
        }

        /** Takes a rate back, and that of the peer's profile as well. */
        public Builder findThroughput() {
            throughput = OptionalLong.empty();
            findsThroughput = true;
            return this;
        }

        public Builder mtu(int bytes) {
            require(bytes >= 16 && bytes <= 65_535, "mtu must be 16 to 65535 bytes");
            mtu = OptionalInt.of(bytes);
            return this;
        }

        public Builder idleTimeout(Duration value) {
            require(!value.isNegative() && !value.isZero(), "the idle timeout must be positive");
            idleTimeout = value;
            return this;
        }

        public Builder connections(int value) {
            require(value >= 1 && value <= MAX_CONNECTIONS, "connections must be 1 to " + MAX_CONNECTIONS);
            connections = value;
            return this;
        }

        public Builder durability(Durability value) {
            durability = value;
            return this;
        }

        public Builder priority(int value) {
            require(value >= 0 && value <= 9, "priority must be 0 to 9");
            priority = value;
            return this;
        }

        public Builder retries(int value) {
            require(value >= 0, "retries must be 0 or more");
            retries = value;
            return this;
        }

        public Builder waitForContact(boolean value) {
            waitForContact = value;
            return this;
        }

        public TransferOptions build() {
            return new TransferOptions(this);
        }

        private static void require(boolean holds, String message) {
            if (!holds) {
                throw new IllegalArgumentException(message);
            }
        }
    }
}
