package dtp.csp.session;

import dtp.csp.store.Disk;
import dtp.csp.store.DiskFile;
import dtp.csp.store.RealDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The real disk for one life of a program: when it is killed its files are closed, and with them its locks; can be told to refuse. */
public final class MortalDisk implements Disk {
    private final Disk real = new RealDisk();
    private final List<DiskFile> open = new ArrayList<>();
    private IOException failsWrites;
    private int failsForces;
    private long usable = -1;

    public void kill() throws IOException {
        for (DiskFile file : open) {
            file.close();
        }
    }

    /** Writes to the bytes of sessions fail with this; null: they work. */
    void failWrites(IOException with) {
        failsWrites = with;
    }

    /** So many of the next forces of the bytes of sessions fail. */
    void failForces(int next) {
        failsForces = next;
    }

    void usableSpace(long bytes) {
        usable = bytes;
    }

    @Override
    public DiskFile open(Path file, Mode mode) throws IOException {
        DiskFile opened = real.open(file, mode);
        open.add(opened);
        return file.toString().endsWith(".part") ? new PartFile(opened) : opened;
    }

    private final class PartFile implements DiskFile {
        private final DiskFile file;

        PartFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public void write(long position, ByteBuffer bytes) throws IOException {
            if (failsWrites != null) {
                throw failsWrites;
            }
            file.write(position, bytes);
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            return file.read(position, into);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            if (failsForces > 0) {
                failsForces--;
                throw new IOException("Input/output error");
            }
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
        return usable >= 0 ? usable : real.usableSpace(path);
    }
}
