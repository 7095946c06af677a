package dtp.csp.store.home;

import dtp.csp.store.Disk;
import dtp.csp.store.RealDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of {@link StateLine}s that several processes append to: one write for each line, which the kernel keeps whole. Lines that
 * do not decode are left out when reading. Blocks for the disk.
 */
final class StateFile {
    private final Path file;
    private final Disk disk;

    StateFile(Path file) {
        this(file, new RealDisk());
    }

    /** @param disk makes renames, and forces their folder */
    StateFile(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /** Fields of every good line, oldest first; empty when there is no file. */
    List<List<String>> read() throws IOException {
        List<List<String>> lines = new ArrayList<>();
        try {
            String all = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            all.lines().forEach(line -> StateLine.decode(line).ifPresent(lines::add));
        } catch (NoSuchFileException e) {
            return lines;
        }
        return lines;
    }

    /** Appends lines, all in one write. */
    void append(List<List<String>> lines) throws IOException {
        Files.createDirectories(file.getParent());
        try (FileChannel out =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // a line that a crash has torn must not swallow this one
            boolean torn = out.size() > 0 && lastByte(out) != '\n';
            StringBuilder text = new StringBuilder(torn ? "\n" : "");
            lines.forEach(fields -> text.append(StateLine.encode(fields)));
            try (FileChannel end = FileChannel.open(file, StandardOpenOption.APPEND)) {
                end.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private static byte lastByte(FileChannel from) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        from.read(one, Math.max(0, from.size() - 1));
        return one.get(0);
    }

    /** Bytes; 0 when there is none. */
    long size() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** Puts these lines in place of all, atomically and durably. */
    void replace(List<List<String>> lines) throws IOException {
        replace(lines, true);
    }

    /** @param synced durable when it returns; else a power cut may leave an empty file, or what was there before */
    void replace(List<List<String>> lines, boolean synced) throws IOException {
        if (!Files.exists(file.getParent())) {
            Files.createDirectories(file.getParent());
            disk.forceDirectory(file.getParent().getParent());
        }
        Path fresh = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
        try {
            StringBuilder all = new StringBuilder();
            lines.forEach(fields -> all.append(StateLine.encode(fields)));
            try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(all.toString().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                if (synced) {
                    out.force(true);
                }
            }
            disk.move(fresh, file);
            if (synced) {
                disk.forceDirectory(file.getParent());
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** What one process at a time may do to a file. */
    interface Change {
        void make() throws IOException;
    }

    /** Runs {@code change} unless another process, or another part of this one, is at it: then it does it. */
    void alone(Change change) throws IOException {
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        Files.createDirectories(file.getParent());
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && lock.isValid()) {
                change.make();
            }
        } catch (OverlappingFileLockException e) {
            return;
        }
    }
}
