package dtp.csp.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What session files need of a disk; everything that can be cut off by a power failure goes through here, so that a simulated
 * disk can stand in its place (durability.md §7). Any thread; every call may block and is harmless when the calling thread is
 * interrupted: the call runs to its end and the interrupt stays pending.
 */
public interface Disk {
    /** How a file is opened. */
    enum Mode {
        /** Reading; the file must exist. */
        READ,
        /** Reading and writing; the file must exist. */
        READ_WRITE,
        /** Reading and writing; the file must not exist. Sparse where the file system can. */
        CREATE_NEW
    }

    /** Opens a file; NoSuchFileException or FileAlreadyExistsException (java.nio.file) as {@code mode} says. */
    DiskFile open(Path file, Mode mode) throws IOException;

    /**
     * Gives a file a second name, atomically.
     *
     * @return false when this file system has no hard links
     * @throws java.nio.file.FileAlreadyExistsException when {@code name} is taken, whatever the file system can
     */
    boolean link(Path existing, Path name) throws IOException;

    /** Renames, atomically, over an existing file. */
    void move(Path from, Path to) throws IOException;

    /** False when there was none. */
    boolean delete(Path file) throws IOException;

    /** Makes links, moves, creations and deletions in a folder durable; nothing where the platform cannot. */
    void forceDirectory(Path folder) throws IOException;

    /** With the folders above it; nothing when it is there. */
    void createDirectories(Path folder) throws IOException;

    /** True also for what is no regular file; a link to nothing may be told as nothing. */
    boolean exists(Path file);

    /** Bytes; java.nio.file.NoSuchFileException when there is none. */
    long size(Path file) throws IOException;

    /** Equal for two names of one file, in this process; empty where the platform has none. */
    Optional<Object> fileKey(Path file) throws IOException;

    /** The file's number on its file system (inode), which outlives a restart; empty where there is none. */
    OptionalLong fileNumber(Path file) throws IOException;

    void setModified(Path file, Instant when) throws IOException;

    /** Everything in a folder, in no order; empty when there is no such folder. */
    List<Path> list(Path folder) throws IOException;

    /** Bytes that may still be written where {@code path} stands. */
    long usableSpace(Path path) throws IOException;
}
