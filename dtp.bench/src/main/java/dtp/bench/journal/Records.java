package dtp.bench.journal;

import dtp.api.interval.IntervalSet;
import dtp.csp.store.SessionFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.openjdk.jmh.annotations.TearDown;

/** What a session records while it runs: compactions, which come with the length of the log, are in the average. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Records {
    private static final int BATCH = 8; // intervals of a record

    @Param({"10", "100000"})
    public int holes;

    private final ByteBuffer data = ByteBuffer.allocateDirect((int) SessionFolder.CHUNK);
    private SessionFolder folder;
    private SessionFiles files;
    private int next;
    private long round;

    @Setup(Level.Iteration)
    public void prepare() throws IOException {
        folder = new SessionFolder();
        files = folder.holed(holes);
        next = 0;
        round = 1;
    }

    @TearDown(Level.Iteration)
    public void remove() throws IOException {
        files.close();
        folder.close();
    }

    /** The next chunk of each of the next islands, so that the number of holes stays. */
    private IntervalSet batch() {
        long[] bounds = new long[2 * BATCH];
        for (int i = 0; i < BATCH; i++) {
            long start = SessionFolder.island(next + i, holes) + round * SessionFolder.CHUNK;
            bounds[2 * i] = start;
            bounds[2 * i + 1] = start + SessionFolder.CHUNK;
        }
        next += BATCH;
        if (next + BATCH > holes) {
            next = 0;
            // An island of 100 000 has room for 500 chunks; then what is recorded is recorded again.
            round = (round + 1) % (SessionFolder.SIZE / holes / SessionFolder.CHUNK - 1);
        }
        return IntervalSet.ofBounds(bounds);
    }

    /** Level PROCESS: a record, no sync. */
    @Benchmark
    public void append() throws IOException {
        files.recordWritten(batch());
    }

    /** Level POWER_CUT: bytes, sync, record, sync. */
    @Benchmark
    public void checkpoint() throws IOException {
        data.clear();
        files.write(0, data);
        files.checkpoint(batch());
    }
}
