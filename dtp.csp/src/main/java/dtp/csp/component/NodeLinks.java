package dtp.csp.component;

import dtp.api.link.CspLink;
import dtp.api.link.CspLinkFactory;
import dtp.api.link.CspLinkSettings;
import dtp.csp.node.LinkText;
import dtp.csp.node.NodeLink;
import dtp.csp.node.NodeLoop;
import dtp.csp.node.Routes;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured links of a node and the services that make them: a link is opened when a service of its scheme comes and closed
 * when that goes. Any thread; the lock is never held while a service or a link is called.
 */
final class NodeLinks {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLinks.class);

    /** One configured link. Fields that change are guarded by {@link NodeLinks}. */
    private static final class Configured {
        final String uri;
        final String scheme;
        final String text;
        final NodeLink link;
        CspLinkFactory factory;
        CspLink device;

        Configured(String uri, String scheme, String text, NodeLink link) {
            this.uri = uri;
            this.scheme = scheme;
            this.text = text;
            this.link = link;
        }
    }

    private final NodeLoop loop;
    private final List<Configured> links = new ArrayList<>();
    private boolean closed;

    NodeLinks(NodeLoop loop, String[] uris) {
        this.loop = loop;
        for (String uri : uris) {
            links.add(configure(uri.trim()));
        }
    }

    private Configured configure(String uri) {
        int end = uri.indexOf("://");
        try {
            if (end < 1) {
                throw new IllegalArgumentException("a link is SCHEME://ADDRESS, not \"" + uri + '"');
            }
            LinkText text = LinkText.parse(uri.substring(end + 3));
            NodeLink link = loop.node().attach(uri, text.routes());
            link.transmit(text.transmitting());
            String scheme = uri.substring(0, end);
            link.state(
                    false,
                    "no service for links " + scheme + ":// is there; its bundle is not installed or not started");
            return new Configured(uri, scheme, text.forTheLink(), link);
        } catch (IllegalArgumentException e) {
            // the other links of the node shall work all the same
            LOG.error("link {}: {}", uri, e.getMessage());
            NodeLink link = loop.node().attach(uri, Routes.NOWHERE);
            link.state(false, e.getMessage());
            return new Configured(uri, "", "", link);
        }
    }

    void added(String scheme, CspLinkFactory factory) {
        List<Configured> toOpen = new ArrayList<>();
        synchronized (this) {
            for (Configured link : links) {
                if (!closed && link.factory == null && link.scheme.equals(scheme)) {
                    link.factory = factory;
                    toOpen.add(link);
                }
            }
        }
        toOpen.forEach(link -> open(link, factory));
    }

    private void open(Configured link, CspLinkFactory factory) {
        CspLink device;
        try {
            var settings = loop.node().settings();
            device = factory.open(
                    new CspLinkSettings(
                            link.text, settings.address(), settings.version().number(), settings.maxFrameBytes()),
                    loop.receiver(link.link));
        } catch (RuntimeException e) {
            LOG.error("link {}: {}", link.uri, e.getMessage());
            link.link.state(false, e.getMessage());
            return;
        }
        boolean wanted;
        synchronized (this) {
            wanted = !closed && link.factory == factory;
            if (wanted) {
                link.device = device;
                link.link.connect(device);
            }
        }
        if (!wanted) {
            device.close();
        }
    }

    void removed(CspLinkFactory factory) {
        close(factory, "the service for this kind of link is gone; waiting for it");
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        close(null, "the node has stopped");
    }

    /** @param factory whose links are closed, null: all */
    private void close(CspLinkFactory factory, String why) {
        List<CspLink> toClose = new ArrayList<>();
        List<NodeLink> gone = new ArrayList<>();
        synchronized (this) {
            for (Configured link : links) {
                if (link.factory != null && (factory == null || link.factory == factory)) {
                    link.factory = null;
                    link.link.connect(null);
                    gone.add(link.link);
                    if (link.device != null) {
                        toClose.add(link.device);
                        link.device = null;
                    }
                }
            }
        }
        toClose.forEach(CspLink::close);
        gone.forEach(link -> link.state(false, why));
    }
}
