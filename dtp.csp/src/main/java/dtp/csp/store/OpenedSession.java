package dtp.csp.store;

import java.util.Optional;

/**
 * What opening a session's files came to (durability.md §5).
 *
 * @param files open and locked, when the outcome says so
 * @param warning one sentence for the operator; empty when all is as it should be
 */
public record OpenedSession(Outcome outcome, JournalContent content, Optional<SessionFiles> files, String warning) {
    /** How the files were found. */
    public enum Outcome {
        /** Files open. */
        RESUMABLE,
        /** Files open; the {@code .part} is shorter than what was held: the rest was withdrawn. */
        PART_CUT,
        /** Files open; whole and verified, but somebody has made a file of the final name meanwhile: FAILED(EXISTS). */
        OUTPUT_EXISTS,
        /** It was published before the crash; what was left is cleared away, no files. */
        COMPLETED,
        /** It was being deleted; what was left is cleared away, no files. */
        DISCARDED,
        /** Its bytes were handed over (see {@link SessionFiles#handOver}); the caller looks whether they arrived, then discards. Files open, without a {@code .part}. */
        HANDED_OVER
    }

    static OpenedSession open(Outcome outcome, SessionFiles files, String warning) {
        return new OpenedSession(outcome, files.content(), Optional.of(files), warning);
    }

    static OpenedSession gone(Outcome outcome, JournalContent content) {
        return new OpenedSession(outcome, content, Optional.empty(), "");
    }
}
