package dtp.csp.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The real disk, for tests that change one thing of it. */
public class ChangedDisk implements Disk {
    private final RealDisk real = new RealDisk();

    @Override
    public DiskFile open(Path file, Mode mode) throws IOException {
        return real.open(file, mode);
    }

    /** A file of it, likewise. */
    public static class ChangedFile implements DiskFile {
        private final DiskFile file;

        protected ChangedFile(DiskFile file) {
            this.file = file;
        }

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
        public boolean tryLock() throws IOException {
            return file.tryLock();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Override
    public boolean link(Path existing, Path name) throws IOException {
        return real.link(existing, name);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        real.move(from, to);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return real.delete(file);
    }

    @Override
    public void forceDirectory(Path folder) throws IOException {
        real.forceDirectory(folder);
    }

    @Override
    public void createDirectories(Path folder) throws IOException {
        real.createDirectories(folder);
    }

    @Override
    public boolean exists(Path file) {
        return real.exists(file);
    }

    @Override
    public long size(Path file) throws IOException {
        return real.size(file);
    }

    @Override
    public Optional<Object> fileKey(Path file) throws IOException {
        return real.fileKey(file);
    }

    @Override
    public OptionalLong fileNumber(Path file) throws IOException {
        return real.fileNumber(file);
    }

    @Override
    public void setModified(Path file, Instant when) throws IOException {
        real.setModified(file, when);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        return real.list(folder);
    }

    @Override
    public long usableSpace(Path path) throws IOException {
        return real.usableSpace(path);
    }
}
