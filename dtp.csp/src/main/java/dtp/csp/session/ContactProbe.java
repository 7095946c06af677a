package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.transport.End;
import dtp.api.transport.Source;
import java.util.List;

/** Asks at most once every ten seconds whether a remote can be reached again. Owned by the engine lane. */
final class ContactProbe {
    static final long EVERY_NS = 10_000_000_000L;

    private final EngineContext engine;
    private final Runnable reached;
    private Tasks.Cancellable next = () -> {};
    private List<Endpoint> endpoints = List.of();
    private TransferOptions options;
    private int turn;
    private boolean on;
    /** Endpoints in a row that their transport does not take. */
    private int refused;

    ContactProbe(EngineContext engine, Runnable reached) {
        this.engine = engine;
        this.reached = reached;
    }

    void start(List<Endpoint> whom, TransferOptions with) {
        endpoints = whom;
        options = with;
        on = true;
        refused = 0;
        again();
    }

    void stop() {
        on = false;
        next.cancel();
    }

    private void again() {
        if (on) {
            next.cancel();
            next = engine.tasks().schedule(Tasks.Lane.ENGINE, EVERY_NS, this::probe);
        }
    }

    private void probe() {
        if (!on) {
            return;
        }
        Endpoint endpoint = endpoints.get(Math.floorMod(turn++, endpoints.size()));
        Source source;
        try {
            source = engine.transports().source(endpoint, options).orElse(null);
        } catch (RuntimeException e) {
            answered(++refused >= endpoints.size()); // none is taken: the session is to run into it, and say so
            return;
        }
        refused = 0;
        if (source == null) {
            again();
            return;
        }
        source.contact().whenComplete((contact, broken) -> {
            engine.transports().release(source);
            boolean there = contact != null && contact.end().kind() == End.Kind.ENDED;
            engine.tasks().execute(Tasks.Lane.ENGINE, () -> answered(there));
        });
    }

    private void answered(boolean there) {
        if (!on) {
            return;
        }
        if (there) {
            stop();
            reached.run();
        } else {
            again();
        }
    }
}
