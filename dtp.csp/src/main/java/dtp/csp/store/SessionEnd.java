package dtp.csp.store;

import dtp.api.SessionState;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the files of a session end: they become the file that was asked for, go to somebody else, or are deleted (durability.md §5).
 * Called by {@link SessionFiles}, one after the other; blocks for the disk.
 */
final class SessionEnd {
    private static final Logger LOG = LoggerFactory.getLogger(SessionEnd.class);

    private final Disk disk;
    private final SessionPaths paths;
    private final FilePair pair;
    private final Withdrawals withdrawals;
    private volatile boolean published;

    SessionEnd(Disk disk, SessionPaths paths, FilePair pair, Withdrawals withdrawals) {
        this.disk = disk;
        this.paths = paths;
        this.pair = pair;
        this.withdrawals = withdrawals;
    }

    /** The bytes have their final place, or somebody else has them. */
    boolean isPublished() {
        return published;
    }

    private Journal journal() throws IOException {
        return pair.made().journal();
    }

    void publish(PublishRecord record) throws IOException {
        Path target =
                paths.target().orElseThrow(() -> new IllegalStateException(paths + " has no final name to publish to"));
        try {
            handOver(record, verified -> FilePublication.publish(disk, verified, target, record.replace()));
        } catch (FileAlreadyExistsException e) {
            throw SessionFileStore.outputExists(paths, target);
        }
    }

    void publishUnmade(UUID id, PublishRecord record, Optional<Instant> modified, SessionFiles.Check check)
            throws IOException {
        Path target = paths.target().orElseThrow();
        try {
            pair.publishUnmade(whole -> {
                if (whole.remaining() != record.size()) {
                    throw new IOException(whole.remaining() + " bytes came instead of " + record.size());
                }
                check.check(whole.duplicate());
                FilePublication.publishBytes(disk, whole, target, paths.brief(id), modified, record.replace());
                published = true;
            });
        } catch (FileAlreadyExistsException e) {
            throw SessionFileStore.outputExists(paths, target);
        }
    }

    void handOver(PublishRecord record, SessionFiles.Handover to) throws IOException {
        requireSize(record.size());
        var publishing = new RecordBodies.Publishing(record, disk.fileNumber(paths.part()));
        journal().append(RecordFrame.PUBLISH, 0, RecordBodies.publish(publishing));
        journal().force();
        to.take(paths.part());
        published = true;
        try {
            deleteBoth();
        } catch (IOException e) { // published all the same; the journal's last word says so to whoever opens it next
            LOG.warn(
                    "{} is published and safe, but what is left of its session, {} and {}, cannot be deleted now; nothing"
                            + " of it is needed, and it is cleared away later",
                    record.finalName(),
                    paths.part(),
                    paths.state(),
                    e);
        }
    }

    void discard(Instant since) throws IOException {
        if (pair.isUnmade()) {
            pair.close(true);
            return;
        }
        try {
            recordDiscarding(since);
            deleteBoth();
        } finally {
            pair.close(false);
        }
    }

    private void recordDiscarding(Instant since) throws IOException {
        StateRecord cancelled = new StateRecord(SessionState.CANCELLED, Optional.empty(), since);
        byte[] record = RecordBodies.state(cancelled, true);
        try {
            journal().append(RecordFrame.STATE, 0, record);
        } catch (IOException e) {
            DiskFile part = pair.made().part();
            if (part == null) {
                throw e;
            }
            part.truncate(0); // on a full disk this makes the room for it
            journal().append(RecordFrame.STATE, 0, record);
        }
        journal().force();
    }

    /**
     * The {@code .part} first and durably: a {@code .part} without a {@code .dtp} would be taken for somebody else's. Whoever
     * has taken the file over may have deleted its name, but not durably. Closed also when it throws.
     */
    private void deleteBoth() throws IOException {
        boolean deleted = false;
        try {
            if (disk.delete(paths.part()) || paths.target().isEmpty()) {
                disk.forceDirectory(paths.part().getParent());
            }
            disk.delete(paths.state());
            deleted = true;
        } finally {
            withdrawals.end();
            pair.close(deleted);
        }
    }

    void requireSize(long size) throws IOException {
        DiskFile part = pair.made().part();
        if (part.size() != size) {
            throw new IOException(paths.part() + " should have " + size + " bytes but has " + part.size()
                    + ": it was changed by somebody else; its session file is safe, run dtp verify");
        }
    }
}
