package dtp.path;

import dtp.api.interval.IntervalSet;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What one direction of a path does to frames. Immutable; a final class with a builder. Probabilities are from 0 to 1 and per
 * frame; times of cuts count from the start of the path.
 */
public final class Impairment {
    /** Lets everything through at once. */
    public static final Impairment NONE = builder().build();

    /** Frames that wait for a limited rate may hold so many bytes, unless said otherwise. */
    public static final long DEFAULT_QUEUE_BYTES = 65_536;

    private final double loss;
    private final Burst burst;
    private final long delayNs;
    private final long jitterNs;
    private final long rateBytesPerSecond;
    private final long queueBytes;
    private final double duplicate;
    private final double reorder;
    private final long holdNs;
    private final double corrupt;
    private final IntervalSet cutsNs;

    private Impairment(Builder b) {
        loss = b.loss;
        burst = b.burst;
        delayNs = b.delayNs;
        jitterNs = b.jitterNs;
        rateBytesPerSecond = b.rateBytesPerSecond;
        queueBytes = b.queueBytes;
        duplicate = b.duplicate;
        reorder = b.reorder;
        holdNs = b.holdNs;
        corrupt = b.corrupt;
        cutsNs = b.cutsNs;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from this. */
    public Builder with() {
        Builder b = new Builder();
        b.loss = loss;
        b.burst = burst;
        b.delayNs = delayNs;
        b.jitterNs = jitterNs;
        b.rateBytesPerSecond = rateBytesPerSecond;
        b.queueBytes = queueBytes;
        b.duplicate = duplicate;
        b.reorder = reorder;
        b.holdNs = holdNs;
        b.corrupt = corrupt;
        b.cutsNs = cutsNs;
        return b;
    }

    /** Probability that a frame is lost on a good path. */
    public double loss() {
        return loss;
    }

    public Optional<Burst> burst() {
        return Optional.ofNullable(burst);
    }

    public long delayNs() {
        return delayNs;
    }

    /** Each frame takes delay ± jitter, evenly spread; order is kept. */
    public long jitterNs() {
        return jitterNs;
    }

    /** Bytes a second; 0 for no limit. */
    public long rateBytesPerSecond() {
        return rateBytesPerSecond;
    }

    /** Bytes that may wait for the rate; a frame that finds no room is dropped. */
    public long queueBytes() {
        return queueBytes;
    }

    /** Probability that a frame arrives twice. */
    public double duplicate() {
        return duplicate;
    }

    /** Probability that a frame is held back, so that later ones overtake it. */
    public double reorder() {
        return reorder;
    }

    /** How long a reordered frame is held back. */
    public long holdNs() {
        return holdNs;
    }

    /** Probability that one bit of a frame is turned. */
    public double corrupt() {
        return corrupt;
    }

    /** Nanoseconds, from the start of the path, at which nothing gets through; the ends are not told. */
    public IntervalSet cutsNs() {
        return cutsNs;
    }

    /** Expected share of frames that loss and bursts take, for those who check. */
    public double expectedLoss() {
        return burst == null ? loss : loss * (1 - burst.share()) + burst.loss() * burst.share();
    }

    /** The text that {@link PathModel#parse} reads; empty when nothing is impaired. */
    @Override
    public String toString() {
        return ImpairmentText.print(this, "");
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Impairment i && i.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    static void requireProbability(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " is a probability from 0 to 1, not " + value);
        }
    }

    /** Collects the parts; each setter throws IllegalArgumentException naming the limit. Not thread-safe. */
    public static final class Builder {
        private double loss;
        private Burst burst;
        private long delayNs;
        private long jitterNs;
        private long rateBytesPerSecond;
        private long queueBytes = DEFAULT_QUEUE_BYTES;
        private double duplicate;
        private double reorder;
        private long holdNs = 10_000_000;
        private double corrupt;
        private IntervalSet cutsNs = IntervalSet.empty();

        private Builder() {}

        public Builder loss(double probability) {
            requireProbability("loss", probability);
            loss = probability;
            return this;
        }

        /** @param value null for none */
        public Builder burst(Burst value) {
            burst = value;
            return this;
        }

        public Builder delay(Duration value) {
            delayNs = requireTime("delay", value.toNanos());
            return this;
        }

        public Builder jitter(Duration value) {
            jitterNs = requireTime("jitter", value.toNanos());
            return this;
        }

        /** @param value 0 for no limit */
        public Builder rateBytesPerSecond(long value) {
            rateBytesPerSecond = requireTime("rate", value);
            return this;
        }

        public Builder queueBytes(long value) {
            queueBytes = requireTime("queue", value);
            return this;
        }

        public Builder duplicate(double probability) {
            requireProbability("dup", probability);
            duplicate = probability;
            return this;
        }

        public Builder reorder(double probability, Duration hold) {
            requireProbability("reorder", probability);
            reorder = probability;
            holdNs = requireTime("reorder", hold.toNanos());
            return this;
        }

        public Builder corrupt(double probability) {
            requireProbability("corrupt", probability);
            corrupt = probability;
            return this;
        }

        /** Adds one cut, from and to counted from the start of the path. */
        public Builder cut(Duration from, Duration to) {
            if (from.isNegative() || to.compareTo(from) <= 0) {
                throw new IllegalArgumentException("a cut must end after it starts");
            }
            return cutsNs(cutsNs.union(IntervalSet.of(from.toNanos(), to.toNanos())));
        }

        public Builder cutsNs(IntervalSet value) {
            cutsNs = Objects.requireNonNull(value);
            return this;
        }

        public Impairment build() {
            return new Impairment(this);
        }

        private static long requireTime(String what, long value) {
            if (value < 0) {
                throw new IllegalArgumentException(what + " cannot be negative");
            }
            return value;
        }
    }
}
