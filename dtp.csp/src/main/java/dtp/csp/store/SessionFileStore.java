package dtp.csp.store;

import dtp.csp.store.SessionFileException.Refusal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Creates, opens and looks at the files of sessions, and knows which ones are open here: opening the {@code .dtp} of one of
 * those a second time, even to read, would drop its lock when it is closed. One for a container. Any thread; calls that open a
 * {@code .dtp} are serialised and block for the disk.
 */
public final class SessionFileStore {
    private final Disk disk;
    private final Processes processes;
    private final Map<Object, SessionFiles> open = new ConcurrentHashMap<>();

    public SessionFileStore(Disk disk, Processes processes) {
        this.disk = disk;
        this.processes = processes;
    }

    /** True when there is a {@code .dtp}, whatever is in it. */
    public boolean exists(SessionPaths paths) {
        return disk.exists(paths.state());
    }

    /**
     * Makes the files of a new session; both are durable when it returns (durability.md §1). Remains of a creation that was cut
     * off are taken over.
     *
     * @throws SessionFileException OUTPUT_EXISTS, SESSION_EXISTS, PART_WITHOUT_STATE, IN_USE, FOREIGN_FILE, DAMAGED_HEAD, NEWER_VERSION
     */
    public SessionFiles create(SessionPaths paths, NewSession session) throws IOException {
        requireFree(paths, session);
        SessionFiles files = unmade(paths, session);
        files.make();
        return files;
    }

    /**
     * As {@link #create}, but nothing is made before {@link SessionFiles#make}: a session that is whole before never has files of
     * its own. Whether the names are free shows when they are taken.
     *
     * @throws SessionFileException PART_WITHOUT_STATE; {@code make} and {@code publishUnmade} throw the others
     */
    public SessionFiles createLater(SessionPaths paths, NewSession session) throws IOException {
        if (!Files.isWritable(paths.part().getParent())) {
            return create(paths, session); // which knows what is wrong
        }
        requireNoBytes(paths);
        return unmade(paths, session);
    }

    private SessionFiles unmade(SessionPaths paths, NewSession session) {
        JournalContent first = first(paths, session).content(session.id(), 0);
        Making making = new Making(paths, session);
        making.files = new SessionFiles(disk, paths, first, new FilePair(making));
        making.files.pair().wakesBy(last -> wake(making.files, last));
        return making.files;
    }

    /** Makes the files of one session, when it is asked to. */
    private final class Making implements FilePair.Maker {
        private final SessionPaths paths;
        private final NewSession session;
        private SessionFiles files;

        Making(SessionPaths paths, NewSession session) {
            this.paths = paths;
            this.session = session;
        }

        @Override
        public FilePair.Made make(boolean synced) throws IOException {
            return SessionFileStore.this.make(this, synced);
        }

        @Override
        public void undo(FilePair.Made made) throws IOException {
            deleteQuietly(paths.part());
            deleteQuietly(paths.state());
            made.part().close();
            made.journal().close(true);
            made.onClosed().run();
        }
    }

    private void requireFree(SessionPaths paths, NewSession session) throws SessionFileException {
        if (!session.replace() && paths.target().filter(disk::exists).isPresent()) {
            throw outputExists(paths, paths.target().get());
        }
    }

    private synchronized FilePair.Made make(Making making, boolean synced) throws IOException {
        SessionPaths paths = making.paths;
        boolean remains = exists(paths);
        if (remains && !neverStarted(paths)) {
            throw new SessionFileException(
                    Refusal.SESSION_EXISTS,
                    paths.state(),
                    paths.state() + " is a session already. Its bytes are safe; go on with dtp resume " + paths
                            + ", or delete it with dtp cancel --delete " + paths + ".");
        }
        requireNoBytes(paths);
        DiskFile state = disk.open(paths.state(), remains ? Disk.Mode.READ_WRITE : Disk.Mode.CREATE_NEW);
        try {
            if (!state.tryLock()) {
                throw inUse(paths, Optional.empty());
            }
            state.truncate(0);
            FilePair.Made made = made(paths, state, making.session, synced);
            open.put(key(paths.state()), making.files);
            return made;
        } catch (IOException | RuntimeException e) {
            state.close();
            throw e;
        }
    }

    private static JournalState first(SessionPaths paths, NewSession session) {
        return JournalState.of(
                session, paths.target().orElse(paths.part()).getFileName().toString());
    }

    private FilePair.Made made(SessionPaths paths, DiskFile state, NewSession session, boolean synced)
            throws IOException {
        JournalState first = first(paths, session);
        first.owner(Optional.of(processes.self()));
        first.boot(processes.bootId());
        try {
            Journal journal = Journal.create(state, paths.state(), session.id(), first, synced);
            DiskFile part = openPart(paths);
            if (synced) {
                disk.forceDirectory(paths.part().getParent());
            }
            Object key = key(paths.state());
            return new FilePair.Made(journal, part, () -> open.remove(key));
        } catch (IOException e) {
            // nothing is held yet: leave no trace if the disk lets us, else the remains are taken over the next time
            deleteQuietly(paths.part());
            deleteQuietly(paths.state());
            throw e;
        }
    }

    private DiskFile openPart(SessionPaths paths) throws IOException {
        try {
            return disk.open(paths.part(), Disk.Mode.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            return disk.open(paths.part(), Disk.Mode.READ_WRITE);
        }
    }

    private void deleteQuietly(Path file) {
        try {
            disk.delete(file);
        } catch (IOException e) {
            // the caller throws what went wrong first
        }
    }

    private SessionFiles register(SessionPaths paths, Journal journal, DiskFile part) throws IOException {
        Object key = key(paths.state());
        FilePair pair = new FilePair(new FilePair.Made(journal, part, () -> open.remove(key)));
        SessionFiles files = new SessionFiles(disk, paths, journal.content(), pair);
        pair.wakesBy(last -> wake(files, last));
        open.put(key, files);
        return files;
    }

    private synchronized FilePair.Made wake(SessionFiles files, JournalContent last) throws IOException {
        SessionPaths paths = files.paths();
        OpenedSession opened = open(paths);
        Optional<SessionFiles> found = opened.files();
        if (found.isEmpty() || !opened.content().saysTheSame(last)) {
            if (found.isPresent()) {
                found.get().close();
            }
            throw new SessionFileException(
                    Refusal.IN_USE,
                    paths.state(),
                    "another program has gone on with " + paths.state()
                            + " while it rested here. Nothing was changed; cancel"
                            + " it here, keeping its files, then get the file again: what is held is taken up.");
        }
        open.put(key(paths.state()), files);
        return found.get().pair().there();
    }

    private Object key(Path state) throws IOException {
        return disk.fileKey(state).orElse(state);
    }

    private boolean neverStarted(SessionPaths paths) throws IOException {
        try {
            look(paths);
            return false;
        } catch (SessionFileException e) {
            if (e.refusal() == Refusal.NEVER_STARTED) {
                return true;
            }
            throw e;
        }
    }

    /** A {@code .part} is only ever ours after its {@code .dtp}; an empty one loses nobody a byte. */
    private void requireNoBytes(SessionPaths paths) throws IOException {
        if (disk.exists(paths.part()) && disk.size(paths.part()) > 0) {
            throw new SessionFileException(
                    Refusal.PART_WITHOUT_STATE,
                    paths.part(),
                    paths.part() + " is there without " + paths.state()
                            + ", so it is not known which of its bytes are good, or"
                            + " whose it is. Nothing was changed; restore the session file beside it, or move it away.");
        }
    }

    /**
     * Takes a session's files under the lock and puts in order what a crash has left (durability.md §5).
     *
     * @throws SessionFileException MISSING, PART_WITHOUT_STATE, IN_USE, PART_GONE, FOREIGN_FILE, DAMAGED_HEAD, NEVER_STARTED, NEWER_VERSION
     */
    public synchronized OpenedSession open(SessionPaths paths) throws IOException {
        requireState(paths);
        if (open.containsKey(key(paths.state()))) {
            throw inUse(paths, Optional.of(processes.self()));
        }
        DiskFile state = disk.open(paths.state(), Disk.Mode.READ_WRITE);
        boolean taken = false;
        try {
            boolean locked = state.tryLock();
            JournalReader.Found found = JournalReader.read(state, paths.state());
            Optional<Owner> owner = found.state().owner();
            if (!locked || owner.filter(processes::livesElsewhere).isPresent()) {
                throw inUse(paths, owner);
            }
            OpenedSession opened = new SessionRecovery(disk, processes, paths, state, found, this::register).recover();
            taken = opened.files().isPresent();
            return opened;
        } finally {
            if (!taken) {
                state.close();
            }
        }
    }

    private void requireState(SessionPaths paths) throws IOException {
        if (!exists(paths)) {
            requireNoBytes(paths);
            throw new SessionFileException(
                    Refusal.MISSING,
                    paths.state(),
                    "there is no session file " + paths.state() + "; start the transfer with dtp get.");
        }
    }

    /** Looks without lock and changes nothing; from memory for what is open here. @throws SessionFileException as {@link #open} */
    public synchronized JournalContent inspect(SessionPaths paths) throws IOException {
        requireState(paths);
        SessionFiles mine = open.get(key(paths.state()));
        return mine != null ? mine.content() : look(paths);
    }

    /** A writer may move its log while it is being read, so what looks damaged is read again. */
    private JournalContent look(SessionPaths paths) throws IOException {
        for (int again = 2; ; again--) {
            try (DiskFile state = disk.open(paths.state(), Disk.Mode.READ)) {
                JournalReader.Found found = JournalReader.read(state, paths.state());
                found.state().boot(processes.bootId());
                return found.state().content(found.superblock().id(), found.tornBytes());
            } catch (NoSuchFileException e) {
                throw new SessionFileException(Refusal.MISSING, paths.state(), paths.state() + " is gone.");
            } catch (SessionFileException e) {
                boolean movedMeanwhile = e.refusal() == Refusal.DAMAGED_HEAD && again > 0;
                if (!movedMeanwhile) {
                    throw e;
                }
            }
        }
    }

    /** True when a living process, this one included, has the session open. */
    public boolean inUse(JournalContent content) {
        Optional<Owner> owner = content.owner();
        boolean here = open.values().stream().anyMatch(files -> files.id().equals(content.id()));
        return here || owner.filter(processes::livesElsewhere).isPresent();
    }

    private SessionFileException inUse(SessionPaths paths, Optional<Owner> owner) {
        String by = owner.isEmpty()
                ? "another process"
                : owner.get().equals(processes.self())
                        ? "this process (" + owner.get().pid() + ")"
                        : owner.get().toString();
        return new SessionFileException(
                Refusal.IN_USE,
                paths.state(),
                paths.state() + " is in use by " + by
                        + ". Its bytes are safe; pause or stop it there, or look at it with dtp show " + paths + ".");
    }

    static SessionFileException outputExists(SessionPaths paths, Path target) {
        return new SessionFileException(
                Refusal.OUTPUT_EXISTS,
                target,
                target + " exists already and was not touched. What was fetched is safe in " + paths.part()
                        + "; move that file away and resume, or use --force to replace it.");
    }
}
