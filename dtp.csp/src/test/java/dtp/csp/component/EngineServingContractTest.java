package dtp.csp.component;

import dtp.api.transport.Serving;
import dtp.csp.session.PayloadFolder;
import dtp.csp.session.ServingForBundle;
import dtp.tck.ServingContract;
import dtp.tck.ServingHarness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** The contract of serving, on the engine with a folder as its store. */
class EngineServingContractTest extends ServingContract {
    @TempDir
    Path folder;

    @Override
    protected ServingHarness harness() throws Exception {
        RealEngine real = new RealEngine(folder.resolve("home"));
        Path root = Files.createDirectories(folder.resolve("root"));
        real.engine
                .stores()
                .add(
                        new PayloadFolder(real.engine.disk(), real.engine.digests(), Optional.of(root), Map.of(), true),
                        0,
                        0);
        return new ServingHarness() {
            private ServingForBundle serving = real.engine.servingForBundle();

            @Override
            public Serving serving() {
                return serving;
            }

            @Override
            public void holds(String name, byte[] content) throws Exception {
                Files.write(root.resolve(name), content);
            }

            @Override
            public Optional<byte[]> visible(String name) throws Exception {
                Path file = root.resolve(name);
                return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
            }

            @Override
            public void bundleGone() {
                serving.release();
                serving = real.engine.servingForBundle();
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }
}
