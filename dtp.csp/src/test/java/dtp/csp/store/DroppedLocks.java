package dtp.csp.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The real disk after somebody else in the owner's process has read and closed every file: all locks are free. */
final class DroppedLocks implements Disk {
    private final RealDisk disk = new RealDisk();

    @Override
    public DiskFile open(Path file, Mode mode) throws IOException {
        return new Unlocked(disk.open(file, mode));
    }

    private record Unlocked(DiskFile file) implements DiskFile {
        @Override
        public void write(long position, ByteBuffer bytes) throws IOException {
            file.write(position, bytes);
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            return file.read(position, into);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            file.force(metadata);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public boolean tryLock() {
            return true;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Override
    public boolean link(Path existing, Path name) throws IOException {
        return disk.link(existing, name);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        disk.move(from, to);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return disk.delete(file);
    }

    @Override
    public void forceDirectory(Path folder) throws IOException {
        disk.forceDirectory(folder);
    }

    @Override
    public void createDirectories(Path folder) throws IOException {
        disk.createDirectories(folder);
    }

    @Override
    public boolean exists(Path file) {
        return disk.exists(file);
    }

    @Override
    public long size(Path file) throws IOException {
        return disk.size(file);
    }

    @Override
    public Optional<Object> fileKey(Path file) throws IOException {
        return disk.fileKey(file);
    }

    @Override
    public OptionalLong fileNumber(Path file) throws IOException {
        return disk.fileNumber(file);
    }

    @Override
    public void setModified(Path file, Instant when) throws IOException {
        disk.setModified(file, when);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        return disk.list(folder);
    }

    @Override
    public long usableSpace(Path path) throws IOException {
        return disk.usableSpace(path);
    }
}
