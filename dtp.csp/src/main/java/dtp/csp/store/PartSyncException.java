package dtp.csp.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The disk could not make the bytes of a {@code .part} durable, and may have dropped them: all that is not durable must be
 * withdrawn and fetched again; a second sync that succeeds says nothing about them (durability.md §4).
 */
public final class PartSyncException extends IOException {
    private static final long serialVersionUID = 1;

    PartSyncException(Path part, IOException cause) {
        super(
                "the disk failed to make " + part + " durable (" + cause.getMessage()
                        + "): what was recorded before is safe, the rest must be fetched again; check the disk",
                cause);
    }
}
