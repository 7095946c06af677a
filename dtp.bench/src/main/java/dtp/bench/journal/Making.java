package dtp.bench.journal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The files of a small session: made durably, and deleted durably. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Making {
    private SessionFolder folder;

    @Setup
    public void prepare() throws IOException {
        folder = new SessionFolder();
    }

    @TearDown
    public void remove() throws IOException {
        folder.close();
    }

    @Benchmark
    public void makeAndDiscard() throws IOException {
        folder.makeAndDiscard();
    }
}
