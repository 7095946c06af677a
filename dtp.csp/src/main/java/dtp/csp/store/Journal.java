package dtp.csp.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * The open, locked journal of one session: appends records, keeps what they add up to, compacts (durability.md §2). Any thread;
 * calls are serialised and block for the disk. A record counts when the call that appended it has returned, and is durable when
 * a later {@link #force} has.
 */
final class Journal {
    private static final long COMPACT_FROM = 1 << 20;

    private final DiskFile file;
    private final Path path;
    private final UUID id;
    private final JournalState state;
    private final long tornBytes;

    private int slot;
    private long generation;
    private long logStart;
    private long snapshotLength;
    private long end;
    /** A compaction takes no byte of [liveFrom, liveTo): one of the superblocks that may be on the disk could lead there. */
    private long liveFrom;

    private long liveTo;
    /** Log length at which compaction is tried again after it failed for want of space. */
    private long compactAt;
    /** A force or a head has failed: what is on the disk is not known, so the next thing written is all of it, elsewhere. */
    private boolean suspect;

    private Journal(DiskFile file, Path path, UUID id, JournalState state, long tornBytes) {
        this.file = file;
        this.path = path;
        this.id = id;
        this.state = state;
        this.tornBytes = tornBytes;
    }

    /** Writes the head and the first snapshot into an empty file and, where they are to be synced, makes them durable. */
    static Journal create(DiskFile file, Path path, UUID id, JournalState state, boolean synced) throws IOException {
        Journal made = new Journal(file, path, id, state, 0);
        made.generation = 1;
        made.logStart = Superblock.LOG_BASE;
        ByteBuffer snapshot = frame(RecordFrame.SNAPSHOT, 0, 1, state.snapshot());
        made.live(snapshot.remaining());
        file.write(Superblock.LOG_BASE, snapshot);
        file.write(0, made.superblock().encode());
        if (synced) {
            file.force(true);
        }
        return made;
    }

    /** Goes on with a journal that was read. Its tail may hold anything, so it begins with a compaction. */
    static Journal resume(DiskFile file, Path path, JournalReader.Found found) throws IOException {
        Superblock head = found.superblock();
        Journal made = new Journal(file, path, head.id(), found.state(), found.tornBytes());
        made.slot = found.slot();
        made.generation = head.generation();
        made.logStart = head.logStart();
        made.liveFrom = found.liveFrom();
        made.liveTo = found.liveTo();
        made.compact();
        return made;
    }

    private Superblock superblock() {
        return new Superblock(Superblock.MAJOR, Superblock.MINOR, id, generation, logStart);
    }

    private static ByteBuffer frame(int type, int flags, long generation, byte[] body) throws IOException {
        try {
            return RecordFrame.encode(type, flags, generation, body);
        } catch (JournalFormatException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Appends a record. When it throws, the record does not count. */
    synchronized void append(int type, int flags, byte[] body) throws IOException {
        if (suspect) {
            compact();
        }
        ByteBuffer record = frame(type, flags, generation, body);
        int length = record.remaining();
        file.write(end, record);
        end += length;
        liveTo = Math.max(liveTo, end);
        try {
            state.apply(type, flags, ByteBuffer.wrap(body));
        } catch (JournalFormatException e) {
            throw new IllegalArgumentException("a record that cannot be read back: " + e.getMessage(), e);
        }
        long log = end - logStart - snapshotLength;
        if (log > compactAt) {
            compactIfItCan(log);
        }
    }

    private void compactIfItCan(long log) {
        try {
            compact();
        } catch (IOException e) {
            compactAt = log + COMPACT_FROM; // the record is in; a full disk must not keep it from counting
        }
    }

    /** Makes all that was appended durable. */
    synchronized void force() throws IOException {
        if (suspect) {
            compact();
            return;
        }
        forceFile();
    }

    private void forceFile() throws IOException {
        try {
            file.force(false);
        } catch (IOException e) {
            suspect = true;
            throw e;
        }
    }

    /**
     * Writes all of the state as a snapshot of the next generation where no living byte is, then points the other superblock to
     * it. Whatever is lost in between, one superblock leads to a whole log. A generation whose head may have reached the disk is
     * never used again.
     */
    private void compact() throws IOException {
        long next = generation + 1;
        ByteBuffer snapshot = frame(RecordFrame.SNAPSHOT, 0, next, state.snapshot());
        int length = snapshot.remaining();
        long at = Superblock.LOG_BASE + length <= liveFrom ? Superblock.LOG_BASE : liveTo;
        file.write(at, snapshot);
        forceFile();
        suspect = true; // until the head is known to be durable
        liveFrom = Math.min(liveFrom, at);
        liveTo = Math.max(liveTo, at + length);
        Superblock head = new Superblock(Superblock.MAJOR, Superblock.MINOR, id, next, at);
        int other = 1 - slot;
        // from here on the new head may be on the disk: its generation is never given to anything else
        generation = next;
        file.write(Superblock.position(other), head.encode());
        file.force(false);
        slot = other;
        logStart = at;
        live(length);
        suspect = false;
    }

    /** The log is a snapshot of {@code length} bytes at {@link #logStart} and nothing else lives. */
    private void live(int length) {
        snapshotLength = length;
        end = logStart + length;
        liveFrom = logStart;
        liveTo = end;
        compactAt = COMPACT_FROM + 4L * length;
    }

    /** What the journal says now; O(intervals). */
    synchronized JournalContent content() {
        return state.content(id, tornBytes);
    }

    UUID id() {
        return id;
    }

    Path path() {
        return path;
    }

    /** Drops the lock. Unless the file is deleted already, it is left saying that nobody owns the session any more. */
    synchronized void close(boolean deleted) throws IOException {
        try {
            if (!deleted) {
                append(RecordFrame.OWNER, 0, RecordBodies.owner(Optional.empty()));
            }
        } finally {
            file.close();
        }
    }
}
