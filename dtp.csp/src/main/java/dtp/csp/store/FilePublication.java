package dtp.csp.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Gives a whole, synced file its final name (durability.md §5). No state; any thread, blocks for the disk. */
public final class FilePublication {
    private FilePublication() {}

    /**
     * Makes {@code verified} appear as {@code target}, at once and whole, durably. Afterwards {@code verified} may be a second
     * name of it, to be deleted by the caller. Doing it again after it broke off is harmless.
     *
     * <p>Without hard links the free name is taken by a rename: a foreign program that creates it in the same instant loses its
     * file. An empty file put there first would close that gap, but would be a wrong file under the final name after a crash.
     *
     * @param replace over an existing file
     * @throws FileAlreadyExistsException unless {@code replace}, when another file has the name; nothing was changed
     */
    public static void publish(Disk disk, Path verified, Path target, boolean replace) throws IOException {
        if (replace) {
            if (!sameFile(disk, verified, target)) {
                disk.move(verified, target);
            }
        } else {
            try {
                if (!disk.link(verified, target)) {
                    disk.move(verified, target);
                }
            } catch (FileAlreadyExistsException e) {
                if (!sameFile(disk, verified, target)) {
                    throw e;
                }
            }
        }
        disk.forceDirectory(target.toAbsolutePath().getParent());
    }

    /**
     * As {@link #publish}, of bytes in memory, by way of a name that is nobody else's. The content is durable, the name is not
     * yet. Whatever breaks off leaves nothing under the final name, and perhaps {@code brief}.
     */
    static void publishBytes(
            Disk disk, ByteBuffer bytes, Path target, Path brief, Optional<Instant> modified, boolean replace)
            throws IOException {
        try {
            try (DiskFile file = disk.open(brief, Disk.Mode.CREATE_NEW)) {
                file.write(0, bytes);
                if (modified.isPresent()) {
                    disk.setModified(brief, modified.get());
                }
                file.force(true);
            }
            if (replace || !disk.link(brief, target)) {
                disk.move(brief, target);
                return;
            }
        } catch (IOException e) {
            deleteQuietly(disk, brief);
            throw e;
        }
        deleteQuietly(disk, brief);
    }

    private static void deleteQuietly(Disk disk, Path file) {
        try {
            disk.delete(file);
        } catch (IOException e) {
            // swept later: see SessionPaths.isBrief
        }
    }

    /** True when both are names of one file. */
    static boolean sameFile(Disk disk, Path one, Path other) throws IOException {
        try {
            return disk.fileKey(one).isPresent() && disk.fileKey(one).equals(disk.fileKey(other));
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
