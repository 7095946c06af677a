package dtp.bench.set;

import dtp.api.interval.IntervalSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@link IntervalSet}, of which each operation makes a new one. JMH calls it on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Immutable {
    private static final long STRIDE = 4_000;
    private static final long CHUNK = 2_000;
    private static final int BATCH = 64; // intervals of a checkpoint

    @Param({"10", "1000", "100000"})
    public int intervals;

    private IntervalSet set;
    private IntervalSet other;
    private IntervalSet batch;
    private long size;
    private int next;

    @Setup
    public void prepare() {
        set = every(intervals, STRIDE, 0);
        other = every(intervals, STRIDE, CHUNK / 2);
        size = intervals * STRIDE;
        int some = Math.min(BATCH, intervals);
        batch = every(some, size / some, CHUNK);
    }

    private static IntervalSet every(int intervals, long stride, long from) {
        long[] bounds = new long[2 * intervals];
        for (int i = 0; i < intervals; i++) {
            bounds[2 * i] = from + i * stride;
            bounds[2 * i + 1] = bounds[2 * i] + CHUNK;
        }
        return IntervalSet.ofBounds(bounds);
    }

    @Benchmark
    public IntervalSet unionOfABatch() {
        return set.union(batch);
    }

    @Benchmark
    public IntervalSet minus() {
        return set.minus(other);
    }

    @Benchmark
    public IntervalSet complement() {
        return set.complement(size);
    }

    @Benchmark
    public boolean contains() {
        next = next + 1 == intervals ? 0 : next + 1;
        return set.contains(next * STRIDE, next * STRIDE + CHUNK);
    }
}
