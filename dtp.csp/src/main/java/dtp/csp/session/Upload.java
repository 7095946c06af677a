package dtp.csp.session;

import dtp.api.payload.PayloadStore;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;

/** One upload under way: what was offered, by whom, and where it goes. Immutable; compared by identity. */
final class Upload {
    private final Offer offer;
    private final Peer peer;
    private final PayloadStore store;
    private final String key;

    /** @param key what its files are called, without suffix */
    Upload(Offer offer, Peer peer, PayloadStore store, String key) {
        this.offer = offer;
        this.peer = peer;
        this.store = store;
        this.key = key;
    }

    Offer offer() {
        return offer;
    }

    Peer peer() {
        return peer;
    }

    PayloadStore store() {
        return store;
    }

    String key() {
        return key;
    }
}
