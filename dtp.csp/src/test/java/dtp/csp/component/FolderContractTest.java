package dtp.csp.component;

import dtp.api.payload.Payload;
import dtp.api.payload.PayloadStore;
import dtp.csp.session.FilePayload;
import dtp.csp.session.PayloadFolder;
import dtp.tck.PayloadContract;
import dtp.tck.PayloadStoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of payloads and stores, on files and folders. */
class FolderContractTest {
    @TempDir
    Path folder;

    private RealEngine real;

    @AfterEach
    void close() {
        real.close();
    }

    /** A file as payload. */
    @Nested
    class AFile extends PayloadContract {
        @Override
        protected Payload payload(byte[] content) throws Exception {
            real = new RealEngine(folder.resolve("home"));
            Path file = Files.write(folder.resolve("payload"), content);
            return FilePayload.open(file, "payload", false, real.engine.digests());
        }
    }

    /** A folder as store. */
    @Nested
    class AFolder extends PayloadStoreContract {
        @Override
        protected PayloadStore store() throws Exception {
            real = new RealEngine(folder.resolve("home"));
            Path root = Files.createDirectories(folder.resolve("root"));
            return new PayloadFolder(real.engine.disk(), real.engine.digests(), Optional.of(root), Map.of(), true);
        }
    }
}
