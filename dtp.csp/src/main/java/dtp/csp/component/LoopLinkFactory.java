package dtp.csp.component;

import dtp.api.link.CspLink;
import dtp.api.link.CspLinkFactory;
import dtp.api.link.CspLinkReceiver;
import dtp.api.link.CspLinkSettings;
import dtp.csp.node.LoopLink;
import org.osgi.service.component.annotations.Component;

/** Links {@code loop://} (a node to itself) and {@code loop://NAME} (all nodes of this program that name it). Any thread. */
@Component(property = CspLinkFactory.SCHEME + "=loop")
public final class LoopLinkFactory implements CspLinkFactory {
    private final LoopLink.Hub hub = new LoopLink.Hub();

    @Override
    public CspLink open(CspLinkSettings settings, CspLinkReceiver receiver) {
        return hub.join(settings.text(), receiver);
    }
}
