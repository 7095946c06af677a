package dtp.csp.component;

import dtp.api.payload.PayloadStore;
import dtp.csp.session.PayloadFolder;
import dtp.tck.PayloadStoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of stores, on a folder. */
class PayloadFolderContractTest extends PayloadStoreContract {
    @TempDir
    Path folder;

    private RealEngine real;

    @Override
    protected PayloadStore store() throws Exception {
        real = new RealEngine(folder.resolve("home"));
        Path root = Files.createDirectories(folder.resolve("root"));
        return new PayloadFolder(real.engine.disk(), real.engine.digests(), Optional.of(root), Map.of(), true);
    }

    @AfterEach
    void stop() {
        real.close();
    }
}
