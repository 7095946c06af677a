package dtp.csp.store;

import dtp.csp.store.SessionFileException.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a session file to the end of what is valid (durability.md §2), changing nothing. A torn tail is normal; anything wrong
 * before it is refused by a {@link SessionFileException}. One thread, one use.
 */
final class JournalReader {
    private static final int WINDOW = 256 << 10;

    private final DiskFile file;
    private final Path path;
    private final long fileSize;
    /** Bytes of the file from {@link #windowAt} on. */
    private ByteBuffer window = ByteBuffer.allocate(0);

    private long windowAt;

    /**
     * A journal as it was found.
     *
     * @param slot of the superblock that counts
     * @param liveFrom first byte of a log that either superblock leads to
     * @param liveTo behind the last such byte
     */
    record Found(Superblock superblock, int slot, JournalState state, long liveFrom, long liveTo, long tornBytes) {}

    private JournalReader(DiskFile file, Path path) throws IOException {
        this.file = file;
        this.path = path;
        fileSize = file.size();
    }

    static Found read(DiskFile file, Path path) throws IOException {
        return new JournalReader(file, path).read();
    }

    private Found read() throws IOException {
        Optional<Superblock> a = superblock(0);
        Optional<Superblock> b = superblock(1);
        if (a.isEmpty() && b.isEmpty()) {
            throw noHead();
        }
        int slot =
                a.isEmpty() || (b.isPresent() && b.get().generation() > a.get().generation()) ? 1 : 0;
        Superblock head = (slot == 0 ? a : b).get();
        if (head.major() > Superblock.MAJOR) {
            throw new SessionFileException(
                    Refusal.NEWER_VERSION,
                    path,
                    path + " was written by a newer version of DTP: it needs one that reads session files of version "
                            + head.major() + "." + head.minor() + ", this one reads up to version " + Superblock.MAJOR
                            + ". Nothing was changed; update this installation and try again.");
        }
        return records(head, slot, slot == 0 ? b : a);
    }

    private Found records(Superblock head, int slot, Optional<Superblock> other) throws IOException {
        JournalState state = null;
        long at = head.logStart();
        while (true) {
            int length = record(at, head.generation());
            if (length < 0) {
                break;
            }
            int offset = (int) (at - windowAt);
            int type = Byte.toUnsignedInt(window.get(offset + 4));
            ByteBuffer body = window.slice(offset + RecordFrame.HEADER, length - RecordFrame.OVERHEAD);
            // a SNAPSHOT behind another is one of an unfinished compaction, whatever generation it claims
            if ((type == RecordFrame.SNAPSHOT) != (at == head.logStart())) {
                break;
            }
            try {
                if (state == null) {
                    state = JournalState.ofSnapshot(body);
                } else {
                    state.apply(type, Byte.toUnsignedInt(window.get(offset + 5)), body);
                }
            } catch (JournalFormatException e) {
                break;
            }
            at += length;
        }
        if (state == null) {
            throw head.generation() == 1
                    ? neverStarted("its first snapshot is not whole")
                    : damaged("its snapshot is not whole");
        }
        long torn = torn(at, head.generation());
        long liveFrom =
                Math.min(head.logStart(), other.map(Superblock::logStart).orElse(head.logStart()));
        return new Found(head, slot, state, liveFrom, other.isEmpty() ? at : Math.max(at, endOf(other.get())), torn);
    }

    /** Where the log of the older superblock ends. The newer one may not have reached the disk, although it reads from the cache. */
    private long endOf(Superblock older) throws IOException {
        long at = older.logStart();
        for (int length = record(at, older.generation()); length > 0; length = record(at, older.generation())) {
            at += length;
        }
        return at;
    }

    /** Length of the whole, intact record at {@code at}, which is then in the window; -1 when there is none of this generation. */
    private int record(long at, long generation) throws IOException {
        if (!load(at, RecordFrame.HEADER)) {
            return -1;
        }
        int length = RecordFrame.lengthAt(window, (int) (at - windowAt), fileSize - at, generation);
        if (length < 0 || !load(at, length)) {
            return -1;
        }
        return RecordFrame.intact(window, (int) (at - windowAt), length) ? length : -1;
    }

    /** Makes {@code length} bytes from {@code at} stand in the window. @return false when the file is too short for them */
    private boolean load(long at, int length) throws IOException {
        if (at < windowAt || at + length > windowAt + window.limit()) {
            if (fileSize - at < length) {
                return false;
            }
            int capacity = (int) Math.min(fileSize - at, Math.max(length, WINDOW));
            window = ByteBuffer.allocate(capacity);
            file.read(at, window);
            window.flip();
            windowAt = at;
        }
        return window.limit() - (at - windowAt) >= length;
    }

    /** Bytes of what looks like the beginning of a record of this generation. */
    private long torn(long at, long generation) throws IOException {
        if (!load(at, RecordFrame.HEADER)) {
            return Math.max(0, fileSize - at);
        }
        int offset = (int) (at - windowAt);
        boolean ours = window.getLong(offset + 8) == generation;
        return ours ? Math.min(fileSize - at, Math.max(0, window.getInt(offset))) : 0;
    }

    private Optional<Superblock> superblock(int slot) throws IOException {
        return Superblock.decode(head(slot));
    }

    private ByteBuffer head(int slot) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(Superblock.LENGTH);
        file.read(Superblock.position(slot), read);
        return read.flip();
    }

    private SessionFileException noHead() throws IOException {
        if (blank(0) && blank(1)) {
            return neverStarted("it is empty");
        }
        if (!Superblock.hasMagic(head(0)) && !Superblock.hasMagic(head(1))) {
            return new SessionFileException(
                    Refusal.FOREIGN_FILE,
                    path,
                    path
                            + " is no session file of DTP. Nothing was changed; give the transfer another name, or move that file away.");
        }
        return damaged("neither of its two heads can be read");
    }

    private boolean blank(int slot) throws IOException {
        ByteBuffer head = head(slot);
        while (head.hasRemaining()) {
            if (head.get() != 0) {
                return false;
            }
        }
        return true;
    }

    private SessionFileException damaged(String what) {
        return new SessionFileException(
                Refusal.DAMAGED_HEAD,
                path,
                path + " is damaged: " + what
                        + ", so it is not known which bytes of the .part file are good. Nothing was changed;"
                        + " restore it from a copy, or move both files away and fetch again.");
    }

    private SessionFileException neverStarted(String what) {
        return new SessionFileException(
                Refusal.NEVER_STARTED,
                path,
                path + " is what a session left that was cut off while it was being created: " + what
                        + ". It holds no bytes; start the transfer again, or delete the file.");
    }
}
