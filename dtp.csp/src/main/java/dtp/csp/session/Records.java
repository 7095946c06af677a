package dtp.csp.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Records on their way to a session's journal: written on the SYNCER lane, kept as long as there is no journal. Any thread adds. */
final class Records {
    /** One record. */
    interface Append {
        void run() throws IOException;
    }

    private final Tasks tasks;
    private final Consumer<IOException> failed;
    private final List<Append> kept = new ArrayList<>();
    private boolean begun;

    /** @param failed told on the SYNCER lane */
    Records(Tasks tasks, Consumer<IOException> failed) {
        this.tasks = tasks;
        this.failed = failed;
    }

    void add(Append record) {
        synchronized (kept) {
            if (!begun) {
                kept.add(record);
                return;
            }
        }
        tasks.execute(Tasks.Lane.SYNCER, () -> write(record));
    }

    /**
     * The journal is there.
     *
     * @param atOnce what was kept is written on this thread, the SYNCER lane: nothing comes behind
     */
    void begin(boolean atOnce) {
        List<Append> all;
        synchronized (kept) {
            begun = true;
            all = List.copyOf(kept);
            kept.clear();
            if (!atOnce) {
                all.forEach(record -> tasks.execute(Tasks.Lane.SYNCER, () -> write(record)));
            }
        }
        if (atOnce) {
            all.forEach(this::write);
        }
    }

    private void write(Append record) {
        try {
            record.run();
        } catch (IOException e) {
            failed.accept(e);
        }
    }
}
