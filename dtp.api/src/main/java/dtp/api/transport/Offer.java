package dtp.api.transport;

import dtp.api.payload.PayloadInfo;
import java.util.Objects;

/** An upload that a remote wants to make. Immutable. */
public final class Offer {
    private final PayloadInfo payload;
    private final boolean resumable;

    public Offer(PayloadInfo payload, boolean resumable) {
        this.payload = Objects.requireNonNull(payload);
        this.resumable = resumable;
    }

    /** Size and digest may be absent (ZMQ base HELLO); then it cannot be resumed. */
    public PayloadInfo payload() {
        return payload;
    }

    /** The protocol can ask for ranges, and size and digest are known: keep what came when it breaks off. */
    public boolean resumable() {
        return resumable && payload.size().isPresent() && payload.digest().isPresent();
    }
}
