package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.Verification;
import dtp.api.payload.PayloadInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A status as a value: {@link Standing} gives the first five parts, the session the figures. */
record Snapshot(
        SessionState state,
        Optional<Reason> reason,
        Verification verification,
        Instant since,
        List<Reason> notes,
        PayloadInfo payload,
        Figures figures)
        implements SessionStatus {

    /** What is counted. {@code remainingMs} is derived from the size and the rate. */
    record Figures(
            long heldBytes,
            long durableBytes,
            int holes,
            long rate,
            int rounds,
            long duplicateBytes,
            long lossBoundMs) {
        static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public long heldBytes() {
        return figures.heldBytes();
    }

    @Override
    public long durableBytes() {
        return figures.durableBytes();
    }

    @Override
    public int holes() {
        return figures.holes();
    }

    @Override
    public long rateBytesPerSecond() {
        return figures.rate();
    }

    @Override
    public OptionalLong remainingMs() {
        if (state != SessionState.RUNNING
                || figures.rate() == 0
                || payload.size().isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of((long) ((payload.size().getAsLong() - figures.heldBytes()) * 1e3 / figures.rate()));
    }

    @Override
    public int rounds() {
        return figures.rounds();
    }

    @Override
    public long duplicateBytes() {
        return figures.duplicateBytes();
    }

    @Override
    public long lossBoundMs() {
        return figures.lossBoundMs();
    }
}
