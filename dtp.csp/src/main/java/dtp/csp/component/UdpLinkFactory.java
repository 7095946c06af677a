package dtp.csp.component;

import dtp.api.link.CspLink;
import dtp.api.link.CspLinkFactory;
import dtp.api.link.CspLinkReceiver;
import dtp.api.link.CspLinkSettings;
import dtp.csp.node.UdpLink;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Links {@code udp://LOCALPORT@PEERHOST:PEERPORT[?rcvbuf=BYTES]}. Any thread. */
@Component(property = CspLinkFactory.SCHEME + "=udp")
public final class UdpLinkFactory implements CspLinkFactory {
    private static final Logger LOG = LoggerFactory.getLogger(UdpLinkFactory.class);

    @Override
    public CspLink open(CspLinkSettings settings, CspLinkReceiver receiver) {
        return new UdpLink(settings, receiver, LOG::warn);
    }
}
