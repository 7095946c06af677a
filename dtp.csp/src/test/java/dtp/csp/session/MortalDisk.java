package dtp.csp.session;

import dtp.csp.store.ChangedDisk;
import dtp.csp.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The real disk for one life of a program: when it is killed its files are closed, and with them its locks; can be told to refuse. */
public final class MortalDisk extends ChangedDisk {
    private final List<DiskFile> open = new ArrayList<>();
    private final List<Path> opened = new ArrayList<>();
    private final List<Path> forced = new ArrayList<>();
    private final List<Path> openParts = new ArrayList<>();
    private final List<Path> closedParts = new ArrayList<>();
    private int mostOpenParts;
    private IOException failsWrites;
    private int failsForces;
    private int failsStateForces;
    private int worksStateWrites;
    private int failsStateWrites;
    private Optional<String> failsDeletes = Optional.empty();
    private long usable = -1;

    public void kill() throws IOException {
        for (DiskFile file : open) {
            file.close();
        }
    }

    /** All that was opened in this life. */
    List<Path> opened() {
        return opened;
    }

    /** All that was forced in this life, in that order: files of sessions, and folders. */
    List<Path> forced() {
        return forced;
    }

    /** The {@code .part} files that are open for writing now. */
    List<Path> openParts() {
        return openParts;
    }

    /** So many of them were open at once. */
    int mostOpenParts() {
        return mostOpenParts;
    }

    /** The {@code .part} files that were, in the order in which they were closed. */
    List<Path> closedParts() {
        return closedParts;
    }

    /** Writes to the bytes of sessions fail with this; null: they work. */
    void failWrites(IOException with) {
        failsWrites = with;
    }

    /** So many of the next forces of the bytes of sessions fail. */
    void failForces(int next) {
        failsForces = next;
    }

    /** So many of the next forces of session files, the {@code .dtp}, fail. */
    void failStateForces(int next) {
        failsStateForces = next;
    }

    /** So many of the next writes to session files find the disk full. */
    void failStateWrites(int next) {
        failStateWrites(0, next);
    }

    /** The same, once some more have worked. */
    void failStateWrites(int after, int next) {
        worksStateWrites = after;
        failsStateWrites = next;
    }

    /** Files whose names end so cannot be deleted; empty: all can. */
    void failDeletes(Optional<String> suffix) {
        failsDeletes = suffix;
    }

    void usableSpace(long bytes) {
        usable = bytes;
    }

    @Override
    public DiskFile open(Path file, Mode mode) throws IOException {
        DiskFile opened = super.open(file, mode);
        open.add(opened);
        this.opened.add(file);
        return file.toString().endsWith(".part")
                ? new PartFile(opened, file, mode)
                : file.toString().endsWith(".dtp") ? new StateFile(opened, file) : opened;
    }

    @Override
    public boolean delete(Path file) throws IOException {
        if (failsDeletes.filter(file.toString()::endsWith).isPresent()) {
            throw new IOException("Input/output error");
        }
        return super.delete(file);
    }

    @Override
    public void forceDirectory(Path folder) throws IOException {
        forced.add(folder);
        super.forceDirectory(folder);
    }

    private final class StateFile extends ChangedFile {
        private final Path path;

        StateFile(DiskFile file, Path path) {
            super(file);
            this.path = path;
        }

        @Override
        public void write(long position, ByteBuffer bytes) throws IOException {
            if (worksStateWrites > 0) {
                worksStateWrites--;
            } else if (failsStateWrites > 0) {
                failsStateWrites--;
                throw new IOException("No space left on device");
            }
            super.write(position, bytes);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            if (failsStateForces > 0) {
                failsStateForces--;
                throw new IOException("Input/output error");
            }
            forced.add(path);
            super.force(metadata);
        }
    }

    private final class PartFile extends ChangedFile {
        private final Path path;

        PartFile(DiskFile file, Path path, Mode mode) {
            super(file);
            this.path = path;
            if (mode != Mode.READ) {
                openParts.add(path);
                mostOpenParts = Math.max(mostOpenParts, openParts.size());
            }
        }

        @Override
        public void close() throws IOException {
            if (openParts.remove(path)) {
                closedParts.add(path);
            }
            super.close();
        }

        @Override
        public void write(long position, ByteBuffer bytes) throws IOException {
            if (failsWrites != null) {
                throw failsWrites;
            }
            super.write(position, bytes);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            if (failsForces > 0) {
                failsForces--;
                throw new IOException("Input/output error");
            }
            forced.add(path);
            super.force(metadata);
        }
    }

    @Override
    public long usableSpace(Path path) throws IOException {
        return usable >= 0 ? usable : super.usableSpace(path);
    }
}
