package dtp.csp.store;

import dtp.tck.sim.SimulatedDisk;
import dtp.tck.sim.SimulatedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The {@link Disk} port on a simulated disk. Any thread. */
public record SimDisk(SimulatedDisk disk) implements Disk {
    @Override
    public DiskFile open(Path file, Mode mode) throws IOException {
        SimulatedFile opened = mode == Mode.CREATE_NEW ? disk.create(file.toString()) : disk.open(file.toString());
        return new Open(opened);
    }

    private record Open(SimulatedFile file) implements DiskFile {
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
            file.force();
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
        public void close() {
            file.close();
        }
    }

    @Override
    public boolean link(Path existing, Path name) throws IOException {
        return disk.link(existing.toString(), name.toString());
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        disk.move(from.toString(), to.toString());
    }

    @Override
    public boolean delete(Path file) {
        return disk.delete(file.toString());
    }

    @Override
    public void forceDirectory(Path folder) {
        disk.forceDirectory(folder.toString());
    }

    /** Every folder exists. */
    @Override
    public void createDirectories(Path folder) {}

    @Override
    public boolean exists(Path file) {
        return disk.exists(file.toString());
    }

    @Override
    public long size(Path file) throws IOException {
        return disk.size(file.toString());
    }

    @Override
    public Optional<Object> fileKey(Path file) throws IOException {
        return Optional.of(disk.number(file.toString()));
    }

    @Override
    public OptionalLong fileNumber(Path file) throws IOException {
        return OptionalLong.of(disk.number(file.toString()));
    }

    @Override
    public void setModified(Path file, Instant when) throws IOException {
        disk.setModified(file.toString(), when.toEpochMilli());
    }

    @Override
    public List<Path> list(Path folder) {
        return disk.list(folder.toString()).stream().map(Path::of).toList();
    }

    @Override
    public long usableSpace(Path path) {
        return Long.MAX_VALUE;
    }
}
