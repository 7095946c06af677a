package dtp.transport.udp.machine;

import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.Served;
import dtp.tck.doubles.PassingReception;
import dtp.tck.doubles.PassingServed;
import dtp.tck.doubles.PassingServing;
import dtp.tck.doubles.ScriptedServing;
import java.util.concurrent.CompletionStage;

/** What a server asks, with faults where it opens and where it lets go. The test's thread. */
final class FaultyServing extends PassingServing {
    static final Runnable FAULT = () -> {
        throw new IllegalStateException("a fault");
    };

    final ScriptedServing inner;
    /** Stands before whatever is opened or received. */
    Runnable opening = () -> {};
    /** Stands behind the close of a payload, and the suspension of an upload. */
    Runnable leaving = () -> {};

    FaultyServing() {
        this(new ScriptedServing());
    }

    private FaultyServing(ScriptedServing inner) {
        super(inner);
        this.inner = inner;
    }

    @Override
    public CompletionStage<Served> open(String name, Peer peer) {
        opening.run();
        return super.open(name, peer).thenApply(one -> new PassingServed(one) {
            @Override
            public void close() {
                super.close();
                leaving.run();
            }
        });
    }

    @Override
    public CompletionStage<Reception> receive(Offer offer, Peer peer) {
        opening.run();
        return super.receive(offer, peer).thenApply(one -> new PassingReception(one) {
            @Override
            public void suspend(String why) {
                super.suspend(why);
                leaving.run();
            }
        });
    }
}
