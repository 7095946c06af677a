package dtp.csp.session;

import dtp.api.payload.Payload;
import dtp.api.transport.AccessPolicy.Action;
import dtp.api.transport.Peer;
import dtp.api.transport.RefusedException;
import dtp.api.transport.RefusedException.Why;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The one place that decides what peers may have and bring: names, access, stores, uploads. On the STORES lane. */
final class ServingRules {
    private final EngineContext engine;
    private final SessionHost host;
    private final AccessRules access;
    private final Stores stores;
    private final Uploads uploads;
    private final Consumer<OwnedSession> opened;
    private volatile boolean stopping;

    ServingRules(
            EngineContext engine,
            SessionHost host,
            AccessRules access,
            Stores stores,
            Uploads uploads,
            Consumer<OwnedSession> opened) {
        this.engine = engine;
        this.host = host;
        this.access = access;
        this.stores = stores;
        this.uploads = uploads;
        this.opened = opened;
    }

    AccessRules access() {
        return access;
    }

    Stores stores() {
        return stores;
    }

    Uploads uploads() {
        return uploads;
    }

    boolean isStopping() {
        return stopping;
    }

    void stop() {
        stopping = true;
    }

    static RefusedException noSuchPayload() {
        return Refusal.of(Why.NOT_FOUND, "no such payload");
    }

    /** To a reader every refusal looks like "no such payload". */
    void checkReadable(String name, Peer peer) throws RefusedException {
        if (NameRules.problem(name).isPresent() || !access.allow(peer, Action.READ, name)) {
            throw noSuchPayload();
        }
    }

    void checkWritable(String name, Peer peer) throws RefusedException {
        Optional<String> problem = NameRules.problem(name);
        if (problem.isPresent()) {
            throw Refusal.of(Why.BAD_NAME, problem.get());
        }
        if (!access.allow(peer, Action.WRITE, name)) {
            throw Refusal.of(Why.NOT_ALLOWED, "writing is not allowed");
        }
    }

    ServeSession serve(Payload payload, Peer peer) {
        ServeSession session = new ServeSession(
                engine,
                host,
                new UUID(engine.random().nextLong(), engine.random().nextLong()),
                payload,
                peer);
        opened.accept(session);
        return session;
    }
}
