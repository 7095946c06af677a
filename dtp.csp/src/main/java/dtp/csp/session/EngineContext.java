package dtp.csp.session;

import dtp.csp.plan.Planner;
import dtp.csp.store.Disk;
import java.util.random.RandomGenerator;

/** What all sessions of one engine share. Immutable; each part says which thread may call it. */
record EngineContext(
        Tasks tasks,
        RandomGenerator random,
        Disk disk,
        SlabPool pool,
        SyncPace pace,
        Planner planner,
        Callouts callouts,
        Listeners listeners,
        TransportTable transports,
        FirstBreath breath,
        Turns turns) {}
