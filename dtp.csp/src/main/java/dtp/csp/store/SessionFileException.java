package dtp.csp.store;

import java.io.IOException;
import java.nio.file.Path;

/** Session files that cannot be used as asked. The message names the file, says what is safe and what to do. Nothing was changed. */
public final class SessionFileException extends IOException {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Refusal {
        /** There is no session file. */
        MISSING,
        /** The {@code .dtp} is none of ours. */
        FOREIGN_FILE,
        /** The {@code .dtp} is ours, but neither superblock, or not the snapshot, can be read. */
        DAMAGED_HEAD,
        /** The {@code .dtp} is left of a session that never came to hold anything; {@code create} takes it over. */
        NEVER_STARTED,
        /** Written by a newer version. */
        NEWER_VERSION,
        /** A process, or another part of this one, has it open. */
        IN_USE,
        /** The journal says that bytes are held, but the {@code .part} is not there. */
        PART_GONE,
        /** There is a {@code .part} with bytes in it and no {@code .dtp}. */
        PART_WITHOUT_STATE,
        /** There is a session already: open it. */
        SESSION_EXISTS,
        /** The final name is taken. */
        OUTPUT_EXISTS
    }

    private final Refusal refusal;
    private final transient Path file;

    SessionFileException(Refusal refusal, Path file, String message) {
        super(message);
        this.refusal = refusal;
        this.file = file;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** The file that the message is about; null after serialization. */
    public Path file() {
        return file;
    }
}
