package dtp.csp.store;

import dtp.api.interval.IntervalSet;
import java.io.IOException;

/**
 * What a session no longer holds: recorded before anything is held again, however often the disk refuses that (durability.md
 * §4). Any thread; blocks for the disk.
 */
final class Withdrawals {
    private final FilePair pair;
    /** A sync of the bytes has failed and what it may have lost is not told yet. */
    private volatile boolean lossIsOpen;
    /** Is to be withdrawn and could not be recorded yet; changed under the monitor. */
    private volatile IntervalSet owed = IntervalSet.empty();

    Withdrawals(FilePair pair) {
        this.pair = pair;
    }

    void syncFailed() {
        lossIsOpen = true;
    }

    boolean lossIsOpen() {
        return lossIsOpen;
    }

    boolean areOwed() {
        return !owed.isEmpty();
    }

    /** Records, durably, that {@code gone} is held no longer; where that throws, it is owed. */
    synchronized void record(IntervalSet gone) throws IOException {
        owed = owed.union(gone);
        lossIsOpen = false;
        recordOwed();
    }

    synchronized void recordOwed() throws IOException {
        if (areOwed()) {
            Journal journal = pair.made().journal();
            journal.append(RecordFrame.WITHDRAW, 0, JournalState.intervals(owed));
            journal.force();
            owed = IntervalSet.empty();
        }
    }

    /** The files are closed, or gone. */
    synchronized void end() {
        owed = IntervalSet.empty();
    }
}
