package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.AccessPolicy.Action;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException;
import dtp.api.transport.RefusedException.Why;
import dtp.api.transport.Served;
import dtp.api.transport.Serving;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one bundle's servers are given: names, access and limits are decided here, for all protocols; what the bundle holds is
 * suspended when it goes ([V01]). Any thread; decisions and disks on the STORES lane.
 */
public final class ServingForBundle implements Serving {
    private final EngineContext engine;
    private final ServingRules rules;
    private final Set<ServeSession> serving = ConcurrentHashMap.newKeySet();
    private final Set<ReceiveRun> receiving = ConcurrentHashMap.newKeySet();
    private volatile boolean gone;

    ServingForBundle(EngineContext engine, ServingRules rules) {
        this.engine = engine;
        this.rules = rules;
    }

    @Override
    public CompletionStage<Served> open(String name, Peer peer) {
        return Refusal.<Served>on(engine.tasks(), Tasks.Lane.STORES, () -> {
            refuseWhenGone();
            rules.checkReadable(name, peer);
            Payload payload = rules.stores().open(name).orElseThrow(() -> ServingRules.noSuchPayload());
            ServeSession session = rules.serve(payload, peer);
            serving.add(session);
            session.whenClosed(() -> serving.remove(session));
            if (gone) {
                session.close();
                refuseWhenGone();
            }
            return session;
        });
    }

    @Override
    public CompletionStage<Reception> receive(Offer offer, Peer peer) {
        Optional<CompletionStage<Void>> before = rules.uploads().ending(offer);
        return before.isPresent() ? before.get().thenCompose(gone -> begin(offer, peer)) : begin(offer, peer);
    }

    private CompletionStage<Reception> begin(Offer offer, Peer peer) {
        return Refusal.on(engine.tasks(), Tasks.Lane.STORES, () -> {
            refuseWhenGone();
            rules.checkWritable(offer.payload().name(), peer);
            ReceiveRun run = rules.uploads().begin(offer, peer);
            receiving.removeIf(ReceiveRun::isOver);
            receiving.add(run);
            if (gone) {
                run.close();
                refuseWhenGone();
            }
            return run;
        });
    }

    @Override
    public CompletionStage<List<PayloadInfo>> list(Peer peer) {
        return Refusal.on(engine.tasks(), Tasks.Lane.STORES, () -> {
            refuseWhenGone();
            if (!rules.access().allow(peer, Action.LIST, "")) {
                throw Refusal.of(Why.NOT_ALLOWED, "listing is not allowed");
            }
            return rules.stores().list().stream()
                    .filter(p -> rules.access().allow(peer, Action.READ, p.name()))
                    .toList();
        });
    }

    private void refuseWhenGone() throws RefusedException {
        if (gone || rules.isStopping()) {
            throw Refusal.of(Why.STOPPING, "the container stops serving");
        }
    }

    /** The bundle goes: downloads end, uploads are suspended. */
    public void release() {
        gone = true;
        Reason why = Reason.of(Reason.Code.SHUTDOWN, "The server stops.");
        serving.forEach(s -> s.stop(why));
        receiving.forEach(r -> r.stop(why, () -> {}));
    }
}
