package dtp.csp.component;

import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.Served;
import dtp.api.transport.Serving;
import dtp.csp.session.ServingForBundle;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** {@link Serving}, one instance a bundle: when the bundle goes, what it held is suspended. Any thread. */
@Component(service = Serving.class, scope = ServiceScope.BUNDLE)
public final class ServingComponent implements Serving {
    private final ServingForBundle serving;

    @Activate
    public ServingComponent(@Reference EngineComponent engine) {
        serving = engine.engine().servingForBundle();
    }

    @Deactivate
    void release() {
        serving.release();
    }

    @Override
    public CompletionStage<Served> open(String name, Peer peer) {
        return serving.open(name, peer);
    }

    @Override
    public CompletionStage<Reception> receive(Offer offer, Peer peer) {
        return serving.receive(offer, peer);
    }

    @Override
    public CompletionStage<List<PayloadInfo>> list(Peer peer) {
        return serving.list(peer);
    }
}
