package dtp.csp.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The two files of a session: open, or not made yet, with all that came so far in memory. What needs them makes them. Any thread;
 * {@link #writeUnmade} never waits, everything else blocks for the disk.
 */
final class FilePair {
    /**
     * Both files, once they are there.
     *
     * @param part null: handed over before the last crash
     * @param onClosed run once, after they are closed
     */
    record Made(Journal journal, DiskFile part, Runnable onClosed) {}

    /** Makes the files of a session, and takes them back. */
    interface Maker {
        /** @param synced they are durable when it returns */
        Made make(boolean synced) throws IOException;

        /** Closes and deletes both: as if they had never been made. */
        void undo(Made made) throws IOException;
    }

    /** Opens files again that were let go. */
    interface Waker {
        /** @param last what the journal said when they were let go */
        Made wake(JournalContent last) throws IOException;
    }

    /** Writes to the journal. */
    interface Use {
        void use(Journal journal) throws IOException;
    }

    /** What is published instead of being made. */
    interface Publishing {
        void publish(ByteBuffer whole) throws IOException;
    }

    private final ReentrantLock making = new ReentrantLock();
    private Maker maker;
    private UnmadePart unmade;
    private volatile Made made; // null: nothing is on the disk
    private volatile boolean closed;
    /** What the journal said when the files were let go; with it and without {@link #made} they are there, but not open. */
    private volatile JournalContent last;

    private Waker waker;
    private Runnable whenMade = () -> {};

    /** Open already. */
    FilePair(Made made) {
        this.made = made;
    }

    FilePair(Maker maker) {
        this.maker = maker;
        unmade = new UnmadePart();
    }

    boolean isUnmade() {
        return made == null && last == null;
    }

    boolean isAsleep() {
        return made == null && last != null;
    }

    /** Before anybody else has it. */
    void wakesBy(Waker by) {
        waker = by;
    }

    /** What the journal says; or said when it was let go; or {@code first}, when it was not made yet. */
    JournalContent content(JournalContent first) {
        Made there = made;
        if (there != null) {
            return there.journal().content();
        }
        JournalContent before = last;
        return before == null ? first : before;
    }

    /** Null while they are not made, or not open. */
    Made there() {
        return made;
    }

    /** Makes them where that was put off, opens them where they were let go. */
    Made made() throws IOException {
        Made there = made;
        return there != null ? there : make(true);
    }

    /** Makes them where that was put off, to be closed at once: synced only where they hold something. */
    void makeToClose() throws IOException {
        making.lock();
        try {
            if (isUnmade() && !closed) {
                make(unmade.size() > 0);
            }
        } finally {
            making.unlock();
        }
    }

    /**
     * Closes them until they are needed; nothing where they are not made, or handed over. Nothing else uses them meanwhile, but
     * {@link #wakeFor} waits.
     */
    void sleep() throws IOException {
        making.lock();
        try {
            Made open = made;
            if (open == null || open.part() == null || closed) {
                return;
            }
            last = open.journal().content();
            made = null;
            close(open, false);
        } finally {
            making.unlock();
        }
    }

    /** Opens them where they were let go, for {@code use}; they stay open. @return false: they are not asleep, nothing was done */
    boolean wakeFor(Use use) throws IOException {
        making.lock();
        try {
            if (!isAsleep() || closed) {
                return false;
            }
            use.use(wake().journal());
            return true;
        } finally {
            making.unlock();
        }
    }

    private Made wake() throws IOException {
        made = waker.wake(last);
        return made;
    }

    private Made make(boolean synced) throws IOException {
        making.lock();
        try {
            if (made == null) {
                if (closed) {
                    throw new IOException("the session is closed and has no files");
                }
                if (last != null) {
                    return wake();
                }
                Made fresh = maker.make(synced);
                try {
                    if (unmade.size() > 0) {
                        fresh.part().write(0, unmade.all());
                    }
                } catch (IOException e) {
                    maker.undo(fresh); // what is in memory stays there
                    throw e;
                }
                made = fresh;
                unmade = null;
                maker = null;
                whenMade.run();
            }
            return made;
        } finally {
            making.unlock();
        }
    }

    /** Runs {@code action} when they are made, on the thread that makes them and under a lock; at once when they are. */
    void whenMade(Runnable action) {
        making.lock();
        try {
            if (!isUnmade()) {
                action.run();
                return;
            }
            Runnable before = whenMade;
            whenMade = () -> {
                before.run();
                action.run();
            };
        } finally {
            making.unlock();
        }
    }

    /** @return false: nothing was taken, it goes to the disk */
    boolean writeUnmade(long position, ByteBuffer bytes) {
        if (!isUnmade() || !making.tryLock()) {
            return false;
        }
        try {
            return isUnmade() && !closed && unmade.put(position, bytes);
        } finally {
            making.unlock();
        }
    }

    /** Closed when it returns; after an exception nothing has changed. @throws IllegalStateException when they are made */
    void publishUnmade(Publishing publishing) throws IOException {
        making.lock();
        try {
            if (!isUnmade() || closed) {
                throw new IllegalStateException("it has files, or is closed");
            }
            publishing.publish(unmade.all());
            closed = true;
        } finally {
            making.unlock();
        }
    }

    /**
     * Idempotent.
     *
     * @param deleted they are gone already
     */
    void close(boolean deleted) throws IOException {
        Made open;
        making.lock();
        try {
            open = closed ? null : made;
            closed = true;
        } finally {
            making.unlock();
        }
        if (open != null) {
            close(open, deleted);
        }
    }

    private static void close(Made open, boolean deleted) throws IOException {
        try {
            if (open.part() != null) {
                open.part().close();
            }
        } finally {
            try {
                open.journal().close(deleted);
            } finally {
                open.onClosed().run();
            }
        }
    }
}
