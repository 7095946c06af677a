package dtp.transport.udp.machine;

import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Sink;
import dtp.transport.udp.wire.Packet.IrqAck;
import java.time.Instant;
import java.util.Optional;

/** What the session is told of the file, and when: its size, its digest, and the time that stands in for one. One thread. */
final class Telling {
    private final GetSpec spec;
    private final Crew crew;
    private final Haul haul;
    private final Sink sink;
    private PayloadInfo told;

    Telling(GetSpec spec, Crew crew, Haul haul, Sink sink) {
        this.spec = spec;
        this.crew = crew;
        this.haul = haul;
        this.sink = sink;
    }

    /** @return false: that cannot be what was asked for */
    boolean size(IrqAck info) {
        told = PayloadInfo.named(spec.endpoint().name()).size(info.size());
        return sink.describe(told);
    }

    /**
     * Tells the session what is new. A file of another time may be the same where its digest is: that is told with it. Where
     * all that is held came now the time is told at once: if the digest is never learnt, it alone tells one version from another.
     *
     * @return false: {@link #told} cannot be what was asked for
     */
    boolean news() {
        if (told == null) {
            return true;
        }
        PayloadInfo now = told;
        if (now.digest().isEmpty() && !crew.digest().isEmpty()) {
            now = now.digest(Digest.parse(spec.digest() + ":" + crew.digest()));
        }
        Optional<Instant> modified = crew.get(0).modified();
        if (now.modified().isEmpty() && modified.isPresent() && (haul.wholeHasBegun() || !crew.digestOpen())) {
            now = now.modified(modified.get());
        }
        if (now.equals(told)) {
            return true;
        }
        told = now;
        return sink.describe(now);
    }

    /** Without a digest nothing else shows that what is held is of another version than what would come. */
    boolean waitsForTime(GetLane lane) {
        return spec.digest().isEmpty() && !haul.whole() && lane.timeOpen();
    }

    /** All has come, and what it is may still be told. */
    boolean isOpen() {
        // without bytes to move it is a question only, and a digest would make it a long one
        return !spec.wanted().isEmpty() && (crew.digestOpen() || onlyTimeTells());
    }

    /** Some was held before, and no digest comes that it could be compared by. */
    private boolean onlyTimeTells() {
        return !haul.whole() && crew.digest().isEmpty() && crew.get(0).timeOpen();
    }

    /** What the servers told; empty before. */
    Optional<PayloadInfo> told() {
        return Optional.ofNullable(told);
    }
}
