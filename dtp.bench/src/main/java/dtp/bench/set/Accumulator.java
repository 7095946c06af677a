package dtp.bench.set;

import dtp.api.interval.IntervalSet;
import dtp.csp.store.IntervalAccumulator;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The engine's set, which changes with each packet, at a number of intervals that stays. JMH calls it on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Accumulator {
    private static final long CHUNK = 2_000;
    private static final long ISLAND = 1L << 40; // room for as many chunks as an iteration can add
    private static final int PLACES = 1 << 16;

    @Param({"10", "1000", "100000"})
    public int intervals;

    private final int[] places = new int[PLACES];
    private IntervalAccumulator set;
    private long[] ends;
    private int next;

    @Setup(Level.Iteration)
    public void prepare() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < PLACES; i++) {
            places[i] = random.nextInt(intervals);
        }
        set = new IntervalAccumulator();
        ends = new long[intervals];
        for (int i = 0; i < intervals; i++) {
            ends[i] = i * ISLAND + CHUNK;
            set.add(i * ISLAND, ends[i]);
        }
    }

    private int place() {
        next = (next + 1) & (PLACES - 1);
        return places[next];
    }

    /** A packet that makes one of the intervals longer. */
    @Benchmark
    public long grow() {
        int i = place();
        long end = ends[i];
        ends[i] = end + CHUNK;
        return set.add(end, end + CHUNK);
    }

    /** A packet that is there already. */
    @Benchmark
    public long repeat() {
        long start = place() * ISLAND;
        return set.add(start, start + CHUNK);
    }

    /** A packet into a gap, and out again: an interval more and less. */
    @Benchmark
    public long addAndRemove() {
        long start = place() * ISLAND + ISLAND / 2;
        return set.add(start, start + CHUNK) + set.remove(start, start + CHUNK);
    }

    /** The copy that is handed over: to a request, a checkpoint, a user. */
    @Benchmark
    public IntervalSet snapshot() {
        return set.snapshot();
    }
}
