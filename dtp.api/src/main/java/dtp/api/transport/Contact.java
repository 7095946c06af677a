package dtp.api.transport;

import dtp.api.payload.PayloadInfo;
import java.util.Objects;

/** Answer of {@link Source#contact()}. Immutable. */
public final class Contact {
    private final End end;
    private final PayloadInfo payload;

    /** @param end ENDED when the remote was reached or nothing could be asked */
    public Contact(End end, PayloadInfo payload) {
        this.end = Objects.requireNonNull(end);
        this.payload = Objects.requireNonNull(payload);
    }

    public End end() {
        return end;
    }

    /** As far as known; its size may be absent. */
    public PayloadInfo payload() {
        return payload;
    }
}
