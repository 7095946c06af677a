package dtp.bench.journal;

import dtp.csp.store.OpenedSession;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Opening the files of an interrupted session of 100 GB: lock, read, compact, two syncs; and closing them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Opening {
    @Param({"10", "100000"})
    public int holes;

    private SessionFolder folder;

    @Setup
    public void prepare() throws IOException {
        folder = new SessionFolder();
        folder.holed(holes).close();
    }

    @TearDown
    public void remove() throws IOException {
        folder.close();
    }

    @Benchmark
    public int reopen() throws IOException {
        OpenedSession opened = folder.store().open(folder.paths());
        opened.files().orElseThrow().close();
        return opened.content().held().count();
    }
}
