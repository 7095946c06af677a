package dtp.api.transport;

import dtp.api.payload.PayloadInfo;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a server asks of this container, in the engine's one place for names, access, in-use rules, space and stores. A
 * bundle-scoped service: [V01] when the bundle goes, all that it holds is suspended. [V02] Futures fail with
 * {@link RefusedException} and nothing else. Any thread; never blocks.
 */
@ProviderType
public interface Serving {
    /** Opens for reading; counted as "being downloaded" until closed. */
    CompletionStage<Served> open(String name, Peer peer);

    /** Reserves the name and the space, or finds the paused upload of the same name, size, digest and owner. [V04] One active upload a name. */
    CompletionStage<Reception> receive(Offer offer, Peer peer);

    /** For protocols that can list: what this peer may read. */
    CompletionStage<List<PayloadInfo>> list(Peer peer);
}
