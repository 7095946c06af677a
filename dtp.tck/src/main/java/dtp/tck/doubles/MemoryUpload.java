package dtp.tck.doubles;

import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Sink;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** What has come of an upload; outlives the reception that is suspended. Any thread. */
final class MemoryUpload {
    private final UUID session;
    private final long space;
    private final Upload upload = new Upload();
    private PayloadInfo known = PayloadInfo.named("");

    MemoryUpload(UUID session, long space) {
        this.session = session;
        this.space = space;
    }

    UUID session() {
        return session;
    }

    IntervalSet received() {
        return upload.received();
    }

    RemoteContent content() {
        return RemoteContent.of(upload.bytes());
    }

    synchronized PayloadInfo known() {
        return known;
    }

    /** @return false when it contradicts what was known, or does not fit */
    synchronized boolean learn(PayloadInfo info) {
        if (!known.mayBe(info) || info.size().orElse(0) > space) {
            return false;
        }
        known = known.learn(info);
        return true;
    }

    /** A sink of one reception, which is over when {@code over} says so. */
    Sink sink(java.util.function.BooleanSupplier over) {
        return new Sink() {
            @Override
            public boolean describe(PayloadInfo payload) {
                return !over.getAsBoolean() && learn(payload);
            }

            @Override
            public Take write(long offset, ByteBuffer data) {
                long end = offset + data.remaining();
                long limit = Math.min(space, known().size().orElse(Integer.MAX_VALUE));
                if (over.getAsBoolean() || offset < 0 || end > limit) {
                    return Take.CLOSED;
                }
                upload.write(offset, data);
                return Take.MORE;
            }

            @Override
            public Take write(long offset, ByteBuffer data, Runnable release) {
                Take take = write(offset, data);
                if (take == Take.MORE) {
                    release.run();
                }
                return take;
            }

            @Override
            public void whenReady(Runnable action) {
                action.run();
            }

            @Override
            public void alive() {}

            @Override
            public void note(Reason reason) {}
        };
    }

    /** Why what has come cannot be committed as so many bytes. */
    Optional<String> gaps(long size) {
        IntervalSet missing = received().complement(size);
        return missing.isEmpty() ? Optional.empty() : Optional.of("missing " + missing);
    }
}
