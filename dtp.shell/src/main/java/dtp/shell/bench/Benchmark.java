package dtp.shell.bench;

import java.io.IOException;

/** Something that {@code dtp bench NAME} measures. Listed in {@link Benchmarks}; run on the command's thread. */
public interface Benchmark {
    /** What the user types: one word of small letters. */
    String name();

    /** One line for {@code dtp bench --help} and above the table. */
    String description();

    /**
     * Builds its rows and measures them, most simply by {@link Run#interleave}.
     *
     * @throws IOException when nothing can be measured; the failure of one row is kept with that row by {@code interleave}
     */
    void run(Run run) throws IOException, InterruptedException;
}
