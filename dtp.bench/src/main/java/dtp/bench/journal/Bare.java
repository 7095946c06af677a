package dtp.bench.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the disk itself costs, to compare with: a checkpoint is two of these and what we add. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Bare {
    private final ByteBuffer data = ByteBuffer.allocateDirect((int) SessionFolder.CHUNK);
    private Path path;
    private FileChannel file;

    @Setup
    public void prepare() throws IOException {
        path = Files.createTempFile(SessionFolder.base(), "bare-", "");
        file = FileChannel.open(path, StandardOpenOption.WRITE);
    }

    @TearDown
    public void remove() throws IOException {
        file.close();
        Files.delete(path);
    }

    @Benchmark
    public void writeAndSync() throws IOException {
        file.write(data.clear(), 0);
        file.force(false);
    }
}
