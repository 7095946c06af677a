package dtp.itest;

import dtp.tck.ServingContract;
import dtp.tck.ServingHarness;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Serving as a service of the engine, asked by bundles that come and go. */
@Slow
class ServingContractITest extends ServingContract {
    @TempDir
    Path folder;

    @Override
    protected ServingHarness harness() throws Exception {
        return new ServingStation(folder);
    }
}
