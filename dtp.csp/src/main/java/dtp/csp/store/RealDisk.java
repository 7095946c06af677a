package dtp.csp.store;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The disk of this machine. Any thread.
 *
 * <p>A {@code FileChannel} is closed, and its lock dropped, when a thread that uses it is interrupted; an {@code
 * AsynchronousFileChannel} is not. So files are opened as the latter with an executor that runs each operation in the calling
 * thread: plain positional system calls that no interrupt can end.
 */
public final class RealDisk implements Disk {
    private static final boolean POSIX = java.io.File.separatorChar == '/';

    @Override
    public DiskFile open(Path file, Mode mode) throws IOException {
        Set<? extends OpenOption> options = switch (mode) {
            case READ -> Set.of(StandardOpenOption.READ);
            case READ_WRITE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
            case CREATE_NEW ->
                Set.of(
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.SPARSE);
        };
        return new RealDiskFile(AsynchronousFileChannel.open(file, options, new CallingThread()));
    }

    @Override
    public boolean link(Path existing, Path name) throws IOException {
        try {
            Files.createLink(name, existing);
            return true;
        } catch (UnsupportedOperationException e) {
            return requireFree(name, e);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            // FAT and some network file systems say "Operation not permitted" or "not supported"; which is no telling
            // code
            if (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            return requireFree(name, e);
        }
    }

    private static boolean requireFree(Path name, Exception cause) throws FileAlreadyExistsException {
        if (Files.exists(name, LinkOption.NOFOLLOW_LINKS)) {
            FileAlreadyExistsException taken = new FileAlreadyExistsException(name.toString());
            taken.addSuppressed(cause);
            throw taken;
        }
        return false;
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return Files.deleteIfExists(file);
    }

    @Override
    public void forceDirectory(Path folder) throws IOException {
        if (POSIX) {
            try (DiskFile opened = open(folder, Mode.READ)) {
                opened.force(true);
            }
        }
    }

    @Override
    public void createDirectories(Path folder) throws IOException {
        Files.createDirectories(folder);
    }

    @Override
    public boolean exists(Path file) {
        // without NOFOLLOW_LINKS the JDK asks without an exception for what is missing; a link to nothing fails at
        // creation
        return Files.exists(file);
    }

    @Override
    public long size(Path file) throws IOException {
        return Files.size(file);
    }

    @Override
    public Optional<Object> fileKey(Path file) throws IOException {
        return Optional.ofNullable(
                Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    }

    @Override
    public OptionalLong fileNumber(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return OptionalLong.empty();
        }
        return Files.getAttribute(file, "unix:ino") instanceof Long number
                ? OptionalLong.of(number)
                : OptionalLong.empty();
    }

    @Override
    public void setModified(Path file, Instant when) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(when));
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public long usableSpace(Path path) throws IOException {
        Path there = path.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        // a FileStore is found by reading the table of mounts, which costs more than the rest of a small session
        long usable = there.toFile().getUsableSpace();
        return usable > 0 ? usable : Files.getFileStore(there).getUsableSpace();
    }
}
