package dtp.csp.component;

import dtp.api.payload.Payload;
import dtp.csp.session.FilePayload;
import dtp.tck.PayloadContract;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of payloads, on a file. */
class FilePayloadContractTest extends PayloadContract {
    @TempDir
    Path folder;

    private RealEngine real;

    @Override
    protected Payload payload(byte[] content) throws Exception {
        real = new RealEngine(folder.resolve("home"));
        Path file = Files.write(folder.resolve("payload"), content);
        return FilePayload.open(file, "payload", false, real.engine.digests());
    }

    @AfterEach
    void stop() {
        real.close();
    }
}
