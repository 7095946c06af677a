package dtp.csp.store;

import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import java.util.Optional;
import java.util.UUID;

/**
 * What a session file says, at one moment. Immutable.
 *
 * @param finalName name of the final file when the session began, no path; the files may have been renamed since
 * @param held durable against a power cut
 * @param written recorded, but not synced (level PROCESS), in this start of the machine; disjoint from {@code held}
 * @param publish present when it is the last thing that the session did
 * @param blocks digests of whole blocks that are held
 * @param owner the process that has it open, or had when it died; empty after a clean close
 * @param tornBytes bytes of an unfinished record that were cut off at the end: normal after a crash
 */
public record JournalContent(
        UUID id,
        String finalName,
        Optional<PayloadInfo> info,
        StateRecord state,
        SourcesRecord sources,
        IntervalSet held,
        IntervalSet written,
        Optional<PublishRecord> publish,
        BlockDigests blocks,
        Optional<Owner> owner,
        long tornBytes) {

    /** True when nothing that a session goes by differs; who has it open may. */
    boolean saysTheSame(JournalContent other) {
        return id.equals(other.id)
                && info.equals(other.info)
                && state.state() == other.state.state()
                && state.since().equals(other.state.since())
                && state.reason()
                        .map(Object::toString)
                        .equals(other.state.reason().map(Object::toString))
                && sources.equals(other.sources)
                && held.equals(other.held)
                && written.equals(other.written)
                && publish.equals(other.publish);
    }

    /** All that may be believed to be in the {@code .part}. */
    public IntervalSet all() {
        return held.union(written);
    }
}
