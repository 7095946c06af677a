package dtp.csp.store;

import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The files of one session, open and locked. {@link #write}, {@link #read} and {@link #openReader} are for any thread, at once;
 * everything else is serialised inside and blocks for the disk, so only threads that may wait for it call it. No method is
 * harmed by an interrupt. The order in which things become durable is durability.md §4 and §5.
 */
public final class SessionFiles implements Closeable {
    /** Takes over a whole, verified, synced file. */
    @FunctionalInterface
    public interface Handover {
        /** @throws FileAlreadyExistsException when the name is taken; the file stays where it is */
        void take(Path verified) throws IOException;
    }

    /** Bytes of a file that may be held before its session has files; more make them. */
    public static final int MOST_UNMADE = UnmadePart.MOST_BYTES;

    /** Looks at a whole file before it is published. */
    @FunctionalInterface
    public interface Check {
        /** @throws IOException it must not be published */
        void check(ByteBuffer whole) throws IOException;
    }

    private final Disk disk;
    private final SessionPaths paths;
    private final JournalContent first;
    private final FilePair pair;

    private final Withdrawals withdrawals;
    private final SessionEnd end;

    /** @param first what the journal says, or will say first */
    SessionFiles(Disk disk, SessionPaths paths, JournalContent first, FilePair pair) {
        this.disk = disk;
        this.paths = paths;
        this.first = first;
        this.pair = pair;
        withdrawals = new Withdrawals(pair);
        end = new SessionEnd(disk, paths, pair, withdrawals);
    }

    public UUID id() {
        return first.id();
    }

    /** True while nothing of the session is on the disk: a kill forgets it. */
    public boolean isUnmade() {
        return pair.isUnmade();
    }

    /**
     * Makes the files where that was put off, and brings them up to what was written; nothing where they are there. Whatever
     * needs them does it too.
     *
     * @throws SessionFileException as of {@link SessionFileStore#create}: somebody else took the name meanwhile
     */
    public void make() throws IOException {
        pair.made();
    }

    /** Runs {@code action} when the files are made, on the thread that makes them and under a lock; at once when they are. */
    public void whenMade(Runnable action) {
        pair.whenMade(action);
    }

    /** As {@link #write}, but only where it costs no disk and no waiting. @return false: nothing was taken */
    public boolean writeUnmade(long position, ByteBuffer bytes) {
        return pair.writeUnmade(position, bytes);
    }

    public SessionPaths paths() {
        return paths;
    }

    /** What the journal says now; O(intervals). */
    public JournalContent content() {
        return pair.content(first);
    }

    /** Writes all that {@code bytes} has remaining. When it throws, any part of it may have been written. */
    public void write(long position, ByteBuffer bytes) throws IOException {
        if (!pair.writeUnmade(position, bytes)) {
            pair.made().part().write(position, bytes);
        }
    }

    /** Reads until {@code into} is full or the file ends. @return bytes read, 0 or more */
    public int read(long position, ByteBuffer into) throws IOException {
        return pair.made().part().read(position, into);
    }

    /** A file of its own on the bytes, wherever they stand by now; close it. It carries no lock. */
    public DiskFile openReader() throws IOException {
        if (!end.isPublished()) {
            if (pair.isUnmade()) {
                make();
            }
            try {
                return disk.open(paths.part(), Disk.Mode.READ);
            } catch (NoSuchFileException e) {
                if (paths.target().isEmpty()) {
                    throw e;
                }
            }
        }
        return disk.open(paths.target().orElse(paths.part()), Disk.Mode.READ);
    }

    /**
     * Makes all that was written before the call durable.
     *
     * @throws PartSyncException then {@link #recordWithdrawn} must follow at once: until it has, a kill would leave what level
     *     PROCESS recorded to be believed by the next process, although the disk has not got it
     */
    public void forcePart() throws IOException {
        force(false);
    }

    private Journal journal() throws IOException {
        return pair.made().journal();
    }

    private void force(boolean metadata) throws IOException {
        DiskFile part = pair.made().part();
        try {
            part.force(metadata);
        } catch (IOException e) {
            withdrawals.syncFailed();
            throw new PartSyncException(paths.part(), e);
        }
    }

    /**
     * Records bytes that a sync has made durable, behind what is owed.
     *
     * @throws IllegalStateException when a sync has failed and {@link #recordWithdrawn} was not called since
     */
    public void recordHeld(IntervalSet batch) throws IOException {
        if (withdrawals.lossIsOpen()) {
            throw new IllegalStateException("a sync of " + paths.part() + " has failed and nothing was withdrawn");
        }
        if (!batch.isEmpty()) {
            recordOwed();
            journal().append(RecordFrame.HELD, 0, JournalState.intervals(batch));
        }
    }

    /** Records bytes that are written, but not synced (level PROCESS): they count until the machine starts anew. */
    public void recordWritten(IntervalSet batch) throws IOException {
        if (!batch.isEmpty()) {
            recordOwed();
            journal().append(RecordFrame.HELD, RecordFrame.FLAG_WRITTEN_ONLY, JournalState.intervals(batch));
        }
    }

    /**
     * Records, durably, that bytes are held no longer, and forgets the digests of their blocks; call it before they are written
     * anew. After a failed sync: all that is not durable, which may be nothing that was recorded. When it throws, the record is
     * owed: nothing may be written before {@link #recordOwed} has made up for it.
     */
    public void recordWithdrawn(IntervalSet gone) throws IOException {
        withdrawals.record(gone);
    }

    /** True while a withdrawal is not recorded. */
    public boolean owesWithdrawal() {
        return withdrawals.areOwed();
    }

    /** Records what {@link #recordWithdrawn} could not; it precedes every record of bytes held, and the end, by itself. */
    public void recordOwed() throws IOException {
        withdrawals.recordOwed();
    }

    public void recordInfo(PayloadInfo info) throws IOException {
        journal().append(RecordFrame.INFO, 0, RecordBodies.info(info));
    }

    public void recordState(StateRecord state) throws IOException {
        journal().append(RecordFrame.STATE, 0, RecordBodies.state(state, false));
    }

    public void recordSources(SourcesRecord sources) throws IOException {
        journal().append(RecordFrame.SOURCES, 0, RecordBodies.sources(sources));
    }

    /**
     * As {@link #recordSources} where the files sleep, whoever else has them: they are opened for it, and are to be put to sleep
     * again.
     *
     * @return false: they do not sleep, nothing was recorded
     */
    public boolean recordSourcesAsleep(SourcesRecord sources) throws IOException {
        return pair.wakeFor(journal -> journal.append(RecordFrame.SOURCES, 0, RecordBodies.sources(sources)));
    }

    /**
     * Records SHA-256 digests of whole blocks that are held.
     *
     * @param blockBytes length of a block; digests of another length are forgotten
     * @param firstBlock the first digest's block, counted from 0
     * @param digests 32 bytes for each block
     */
    public void recordBlocks(int blockBytes, long firstBlock, ByteBuffer digests) throws IOException {
        if (blockBytes < 1 || firstBlock < 0 || digests.remaining() % BlockDigests.DIGEST_BYTES != 0) {
            throw new IllegalArgumentException(
                    digests.remaining() + " bytes of digests of blocks of " + blockBytes + " from " + firstBlock);
        }
        journal().append(RecordFrame.BLOCKS, 0, JournalState.blocks(blockBytes, firstBlock, digests));
    }

    /** Makes all that was recorded durable. */
    public void forceJournal() throws IOException {
        journal().force();
    }

    /**
     * Sync of the bytes, record, sync of the record: {@code batch}, all of it written before the call, is durable when it
     * returns. Writers may go on meanwhile.
     *
     * @throws PartSyncException see {@link #forcePart}
     * @throws IOException the record failed: the batch is not recorded, but may be tried again
     */
    public void checkpoint(IntervalSet batch) throws IOException {
        forcePart();
        recordHeld(batch);
        journal().force();
    }

    /**
     * Prepares a whole file for verification: its length, time and bytes are durable when it returns. All writes have ended.
     *
     * @param size bytes; what is behind is cut off
     * @throws IOException when the file is shorter; {@link PartSyncException} as in {@link #forcePart}
     */
    public void seal(long size, Optional<Instant> modified) throws IOException {
        DiskFile part = pair.made().part();
        if (part.size() > size) {
            part.truncate(size);
        }
        end.requireSize(size);
        if (modified.isPresent()) {
            disk.setModified(paths.part(), modified.get());
        }
        force(true);
    }

    /**
     * Gives the sealed, verified file its final name and deletes the session's own two; closed when it returns. Those that cannot
     * be deleted are logged: {@link SessionFileStore#open} clears them away. After an exception the files are open still and it may
     * be called again.
     *
     * @throws SessionFileException OUTPUT_EXISTS: the name is taken; nothing is lost
     */
    public void publish(PublishRecord record) throws IOException {
        end.publish(record);
    }

    /**
     * Gives a whole file that is in memory still its final name, without ever making the session's own files; closed when it
     * returns. What is under the final name is whole and synced, whatever happens; that the name is there is not synced: for
     * level PROCESS. After an exception nothing has changed.
     *
     * @param check may refuse what would be published
     * @throws SessionFileException OUTPUT_EXISTS: the name is taken
     * @throws IllegalStateException when the files are made
     */
    public void publishUnmade(PublishRecord record, Optional<Instant> modified, Check check) throws IOException {
        end.publishUnmade(id(), record, modified, check);
    }

    /** As {@link #publish}, for a file that somebody else takes over, for example a PayloadStore. */
    public void handOver(PublishRecord record, Handover to) throws IOException {
        end.handOver(record, to);
    }

    /**
     * Deletes both files; closed when it returns, and when it throws. A crash in between leaves what {@link
     * SessionFileStore#open} clears away.
     */
    public void discard() throws IOException {
        end.discard(content().state().since());
    }

    /**
     * Closes the files and gives the lock away; whatever needs them opens them again, and refuses when somebody else has gone
     * on with the session. Nothing else uses them meanwhile. Nothing where they are not made, or owe a withdrawal.
     */
    public void sleep() throws IOException {
        if (!withdrawals.areOwed() && !withdrawals.lossIsOpen()) {
            pair.sleep();
        }
    }

    public boolean isAsleep() {
        return pair.isAsleep();
    }

    FilePair pair() {
        return pair;
    }

    /**
     * Makes the files where that was put off, and closes them, for the next process. Where nothing is held yet nothing is synced:
     * a power cut in the next seconds may forget the session, which {@link SessionFileStore#create} then takes over.
     */
    public void store() throws IOException {
        pair.makeToClose();
        close();
    }

    /** Lets go of the files, which stay; to be opened again by whoever likes. Syncs only what is owed. Idempotent. */
    @Override
    public void close() throws IOException {
        try {
            recordOwed();
        } finally {
            withdrawals.end();
            pair.close(false);
        }
    }
}
