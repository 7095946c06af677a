package dtp.csp.store;

import dtp.api.interval.IntervalSet;
import dtp.csp.store.OpenedSession.Outcome;
import dtp.csp.store.SessionFileException.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Decides, from what is found beside a locked journal, how its session goes on: the table of durability.md §5. Changes nothing
 * before it has decided not to refuse. One thread, one use.
 */
final class SessionRecovery {
    /** Puts open files into the table of them. */
    interface Register {
        SessionFiles open(SessionPaths paths, Journal journal, DiskFile part) throws IOException;
    }

    private final Disk disk;
    private final Processes processes;
    private final SessionPaths paths;
    private final DiskFile stateFile;
    private final JournalReader.Found found;
    private final JournalState state;
    private final Register register;

    SessionRecovery(
            Disk disk,
            Processes processes,
            SessionPaths paths,
            DiskFile stateFile,
            JournalReader.Found found,
            Register register) {
        this.disk = disk;
        this.processes = processes;
        this.paths = paths;
        this.stateFile = stateFile;
        this.found = found;
        this.state = found.state();
        this.register = register;
    }

    OpenedSession recover() throws IOException {
        state.boot(processes.bootId());
        boolean part = disk.exists(paths.part());
        if (state.discarding()) {
            return cleared(Outcome.DISCARDED);
        }
        if (state.publishing().isPresent() && arrived(state.publishing().get(), part)) {
            return cleared(Outcome.COMPLETED);
        }
        if (part) {
            return withPart();
        }
        if (state.publishing().isPresent() && paths.target().isEmpty()) {
            return OpenedSession.open(Outcome.HANDED_OVER, register.open(paths, resume(), null), "");
        }
        if (!state.nothingHeld()) {
            throw partGone();
        }
        Journal journal = resume();
        DiskFile created = disk.open(paths.part(), Disk.Mode.CREATE_NEW);
        disk.forceDirectory(paths.part().getParent());
        return OpenedSession.open(Outcome.RESUMABLE, register.open(paths, journal, created), "");
    }

    /** True when the final file is there and is the one that this session wrote. */
    private boolean arrived(RecordBodies.Publishing publishing, boolean partIsThere) throws IOException {
        Optional<Path> target = paths.target().filter(disk::exists);
        if (target.isEmpty()) {
            return false;
        }
        if (partIsThere) {
            return FilePublication.sameFile(disk, paths.part(), target.get());
        }
        boolean number = publishing.fileNumber().isEmpty()
                || disk.fileNumber(target.get()).isEmpty()
                || publishing.fileNumber().equals(disk.fileNumber(target.get()));
        return number && disk.size(target.get()) == publishing.record().size();
    }

    private OpenedSession cleared(Outcome outcome) throws IOException {
        JournalContent content = state.content(found.superblock().id(), found.tornBytes());
        if (outcome == Outcome.COMPLETED) {
            disk.forceDirectory(paths.target().orElseThrow().getParent()); // the link may not be durable yet
        }
        if (disk.delete(paths.part())) {
            disk.forceDirectory(paths.part().getParent());
        }
        disk.delete(paths.state());
        return OpenedSession.gone(outcome, content);
    }

    private OpenedSession withPart() throws IOException {
        DiskFile part = disk.open(paths.part(), Disk.Mode.READ_WRITE);
        try {
            if (state.nothingHeld()) {
                disk.forceDirectory(paths.part().getParent()); // a kill may have cut off the creation before that
            }
            long lost = cutBeyond(part.size());
            boolean taken = state.publishing().isPresent()
                    && !state.publishing().get().record().replace()
                    && paths.target().filter(disk::exists).isPresent();
            SessionFiles files = register.open(paths, resume(), part);
            if (lost > 0) {
                return OpenedSession.open(
                        Outcome.PART_CUT,
                        files,
                        paths.part() + " is shorter than its session file says: " + lost
                                + " bytes beyond its end will be fetched again; dtp verify " + paths
                                + " tells whether the rest is good.");
            }
            return taken
                    ? OpenedSession.open(
                            Outcome.OUTPUT_EXISTS,
                            files,
                            SessionFileStore.outputExists(paths, paths.target().get())
                                    .getMessage())
                    : OpenedSession.open(Outcome.RESUMABLE, files, "");
        } catch (IOException | RuntimeException e) {
            part.close();
            throw e;
        }
    }

    /** Withdraws what is said to be held behind the end of the {@code .part}. @return bytes */
    private long cutBeyond(long size) {
        return state.end() <= size ? 0 : state.withdraw(IntervalSet.of(size, state.end()));
    }

    private Journal resume() throws IOException {
        state.owner(Optional.of(processes.self()));
        return Journal.resume(stateFile, paths.state(), found);
    }

    private SessionFileException partGone() {
        String elsewhere = paths.target()
                .filter(disk::exists)
                .map(target -> " " + target + " is there, but it is not the file that this session wrote.")
                .orElse("");
        return new SessionFileException(
                Refusal.PART_GONE,
                paths.part(),
                paths.state() + " says that bytes are held in " + paths.part() + ", but that file is gone." + elsewhere
                        + " Nothing was changed; put it back, or give the session up with dtp cancel --delete " + paths
                        + ".");
    }
}
