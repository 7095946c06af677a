package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A status as a test wants it. */
record FakeStatus(
        SessionState state, Optional<Reason> reason, Verification verification, PayloadInfo payload, long heldBytes)
        implements SessionStatus {
    static final Digest DIGEST = Digest.parse("sha256:" + "ab".repeat(32));

    static FakeStatus running(long held, long size) {
        return new FakeStatus(
                SessionState.RUNNING,
                Optional.empty(),
                Verification.NONE,
                PayloadInfo.named("3").size(size),
                held);
    }

    static FakeStatus verified() {
        return new FakeStatus(
                SessionState.COMPLETED,
                Optional.empty(),
                Verification.DIGEST,
                PayloadInfo.named("3").size(40).digest(DIGEST),
                40);
    }

    static FakeStatus unverified() {
        return new FakeStatus(
                SessionState.COMPLETED,
                Optional.empty(),
                Verification.NONE,
                PayloadInfo.named("3").size(40),
                40);
    }

    static FakeStatus ended(SessionState state, Reason.Code code, String text) {
        return new FakeStatus(
                state,
                Optional.of(Reason.at(Endpoint.parse("csp://10/3"), code, text)),
                Verification.NONE,
                PayloadInfo.named("3").size(40),
                10);
    }

    @Override
    public long durableBytes() {
        return heldBytes;
    }

    @Override
    public int holes() {
        return 1;
    }

    @Override
    public long rateBytesPerSecond() {
        return state == SessionState.RUNNING ? 2_000 : 0;
    }

    @Override
    public OptionalLong remainingMs() {
        return state == SessionState.RUNNING ? OptionalLong.of(9_000) : OptionalLong.empty();
    }

    @Override
    public int rounds() {
        return 2;
    }

    @Override
    public long duplicateBytes() {
        return 0;
    }

    @Override
    public long lossBoundMs() {
        return 250;
    }

    @Override
    public Instant since() {
        return Instant.EPOCH;
    }

    @Override
    public List<Reason> notes() {
        return List.of();
    }
}
