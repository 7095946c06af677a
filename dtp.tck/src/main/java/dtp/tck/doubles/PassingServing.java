package dtp.tck.doubles;

import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.Served;
import dtp.api.transport.Serving;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Passes everything on, for those that do one thing otherwise. Threads as behind it. */
public class PassingServing implements Serving {
    private final Serving good;

    public PassingServing(Serving good) {
        this.good = good;
    }

    @Override
    public CompletionStage<Served> open(String name, Peer peer) {
        return good.open(name, peer);
    }

    @Override
    public CompletionStage<Reception> receive(Offer offer, Peer peer) {
        return good.receive(offer, peer);
    }

    @Override
    public CompletionStage<List<PayloadInfo>> list(Peer peer) {
        return good.list(peer);
    }
}
