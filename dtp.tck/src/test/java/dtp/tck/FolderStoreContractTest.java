package dtp.tck;

import dtp.api.payload.PayloadStore;
import java.nio.file.Path;

class FolderStoreContractTest extends FolderStoreContract {
    @Override
    PayloadStore store(Path folder) {
        return new FolderStore(folder);
    }
}
