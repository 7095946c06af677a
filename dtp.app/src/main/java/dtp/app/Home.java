package dtp.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's place below the home directory: {@code run/felix-<pid>-<random>}, which holds the container's cache and
 * temporary files and goes with the process. What killed processes left there is swept at the next start.
 *
 * <p>Used by the main thread.
 */
final class Home implements AutoCloseable {
    private static final Pattern CACHE = Pattern.compile("felix-(\\d+)-\\w+");
    private static final String LOCK = "lock";
    private static final Logger LOG = LoggerFactory.getLogger(Home.class);

    private final Path cache;
    private final FileChannel lock;

    private Home(Path cache, FileChannel lock) {
        this.cache = cache;
        this.lock = lock;
    }

    static Home open(Path home) throws IOException {
        Path run = home.resolve("run");
        if (!Files.isDirectory(run)) {
            Files.createDirectories(home);
            // Whoever may write here can run code as this user and reach the control socket. Another command that
            // starts in the same moment may make it first.
            Files.createDirectories(
                    run, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        sweep(run);
        String own = "felix-" + ProcessHandle.current().pid() + "-";
        Path cache = Files.createTempDirectory(run, own);
        Files.createDirectory(cache.resolve("tmp"));
        FileChannel lock = FileChannel.open(cache.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = lock.tryLock();
        if (held == null) {
            throw new IOException("another process holds " + cache);
        }
        return new Home(cache, lock);
    }

    Path bundles() {
        return cache.resolve("bundles");
    }

    Path temporary() {
        return cache.resolve("tmp");
    }

    /** What cannot be removed now is swept at a later start: the command has said how it ended, and this changes nothing of it. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.info("{} cannot be closed well: {}", cache, e.toString());
        }
        remove(cache);
    }

    private static void remove(Path cache) {
        try {
            delete(cache);
        } catch (IOException e) {
            LOG.info("{} stays behind until a later start: {}", cache, e.toString());
        }
    }

    /** A cache is abandoned when no process has its id and none holds its lock: ids mean nothing across containers. */
    private static void sweep(Path run) throws IOException {
        try (DirectoryStream<Path> caches = Files.newDirectoryStream(run, "felix-*")) {
            for (Path cache : caches) {
                Matcher name = CACHE.matcher(cache.getFileName().toString());
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
                        && isUnlocked(cache.resolve(LOCK))) {
                    remove(cache);
                }
            }
        }
    }

    private static boolean isUnlocked(Path lock) {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock()) {
            return taken != null;
        } catch (NoSuchFileException e) {
            return true; // killed before it took the lock
        } catch (IOException e) {
            return false; // cannot be told: leave it alone
        }
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // another process sweeps here too
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
                Files.deleteIfExists(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
