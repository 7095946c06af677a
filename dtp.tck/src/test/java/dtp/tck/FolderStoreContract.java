package dtp.tck;

import dtp.api.payload.PayloadStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract of stores for a folder. */
abstract class FolderStoreContract extends PayloadStoreContract {
    @TempDir
    Path root;

    abstract PayloadStore store(Path folder);

    @Override
    protected PayloadStore store() {
        return store(root);
    }

    @Override
    protected void put(String name, byte[] content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    @Override
    protected void putOddity(String name, String target) throws IOException {
        if (target.isEmpty()) {
            Files.createDirectory(root.resolve(name));
        } else {
            Files.createSymbolicLink(root.resolve(name), root.resolve(target));
        }
    }
}
