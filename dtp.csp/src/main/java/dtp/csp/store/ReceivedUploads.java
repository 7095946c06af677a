package dtp.csp.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The folder of a store in which uploads that are not whole yet are kept (durability.md §8): on the store's file system, so that
 * publishing is a link, and below the reserved name {@code .dtp}, so that nothing of it is ever listed. What may be in use, and
 * for how long it is kept, the engine decides. No state: the folder is the index. Any thread; blocks for the disk.
 */
public final class ReceivedUploads {
    private static final Pattern STATE_NAME = Pattern.compile("[0-9a-f]{32}\\.dtp");

    private final Disk disk;
    private final Path folder;

    /** For the store whose top is {@code root}. */
    public ReceivedUploads(Disk disk, Path root) {
        this.disk = disk;
        folder = root.toAbsolutePath().normalize().resolve(".dtp").resolve("uploads");
    }

    public Path folder() {
        return folder;
    }

    /** Makes the folder when it is not there, durably. */
    public void prepare() throws IOException {
        if (!disk.exists(folder)) {
            disk.createDirectories(folder);
            disk.forceDirectory(folder.getParent());
            disk.forceDirectory(folder.getParent().getParent());
        }
    }

    /** Where the files of an upload stand; for {@code target} see {@link SessionPaths#staged}. */
    public SessionPaths paths(UploadKey key, Path target) {
        return SessionPaths.staged(folder, key.fileName(), target);
    }

    /** Every upload that has a session file, in no order and without target: {@code inspect} tells what it is. */
    public List<SessionPaths> scan() throws IOException {
        return disk.list(folder).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> STATE_NAME.matcher(name).matches())
                .map(name -> SessionPaths.staged(
                        folder, name.substring(0, name.length() - SessionPaths.STATE.length()), null))
                .toList();
    }

    /**
     * Deletes an upload that nobody has open, the {@code .part} first and durably, so that no power cut leaves it alone. In this
     * folder nothing is anybody else's: remains of all kinds may go this way.
     */
    public static void delete(Disk disk, SessionPaths upload) throws IOException {
        if (disk.delete(upload.part())) {
            disk.forceDirectory(upload.part().getParent());
        }
        disk.delete(upload.state());
    }
}
