package dtp.shell.bench;

import java.io.IOException;

/** Measures a row once. Called on the command's thread, once for each run. */
@FunctionalInterface
public interface Measurement {
    /** @throws IOException its message tells the user what failed; the row is not measured again */
    Sample measure() throws IOException, InterruptedException;
}
