package dtp.csp.dtp;

import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Served;
import dtp.csp.node.NodeHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Digests that are being computed (csp-dtp.md §11): one computation for each version of a payload, however many requests there
 * are for it, and it goes on behind the end of the request that began it. The node's thread.
 */
final class PendingDigests {
    private static final class Pending {
        final Served served;
        final List<Consumer<Optional<Digest>>> waiting = new ArrayList<>();
        boolean released;

        Pending(Served served) {
            this.served = served;
        }
    }

    private final NodeHandle handle;
    private final Map<PayloadInfo, Pending> pending = new HashMap<>();

    PendingDigests(NodeHandle handle) {
        this.handle = handle;
    }

    /** @param done on the node's thread, once, perhaps long after the request; empty: there is none to be had */
    void ask(Served served, Consumer<Optional<Digest>> done) {
        PayloadInfo version = served.payload().info();
        Pending known = pending.get(version);
        if (known != null) {
            known.waiting.add(done);
            return;
        }
        Pending made = new Pending(served);
        made.waiting.add(done);
        pending.put(version, made);
        try {
            served.payload().digest(Digest.SHA_256).whenComplete((digest, failure) -> back(version, digest));
        } catch (IllegalArgumentException e) {
            back(version, null);
        }
    }

    private void back(PayloadInfo version, Digest digest) {
        try {
            handle.execute(() -> done(version, Optional.ofNullable(digest)));
        } catch (RejectedExecutionException e) {
            // the node has stopped: nobody is to be told any more
            return;
        }
    }

    private void done(PayloadInfo version, Optional<Digest> digest) {
        Pending over = pending.remove(version);
        if (over == null) {
            return;
        }
        over.waiting.forEach(done -> done.accept(digest));
        if (over.released) {
            over.served.close();
        }
    }

    /** The request is over; what is still being read for a digest is closed later. */
    void release(Served served) {
        for (Pending one : pending.values()) {
            if (one.served == served) {
                one.released = true;
                return;
            }
        }
        served.close();
    }

    /** The server stops. */
    void close() {
        for (Pending one : pending.values()) {
            if (one.released) {
                one.served.close();
            }
        }
        pending.clear();
    }
}
