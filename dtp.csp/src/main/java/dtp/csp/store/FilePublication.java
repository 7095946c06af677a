package dtp.csp.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

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

    /** True when both are names of one file. */
    static boolean sameFile(Disk disk, Path one, Path other) throws IOException {
        try {
            return disk.fileKey(one).isPresent() && disk.fileKey(one).equals(disk.fileKey(other));
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
