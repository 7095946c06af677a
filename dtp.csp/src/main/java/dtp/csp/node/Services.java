package dtp.csp.node;

import dtp.csp.wire.CmpIdent;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.DecodeException;
import java.nio.ByteBuffer;

/**
 * What every CSP node answers: ping, ident, free buffers, uptime. Never done for anybody, and counted: reboot, memory access,
 * setting of routes or clock, lists of tasks. The node's thread.
 */
final class Services {
    private static final long NS_PER_S = 1_000_000_000L;
    /** Ours are not limited by a pool as those of libcsp; the figure says that there is room. */
    private static final int BUFFERS_FREE = 100;

    private final CspNode node;
    private final Frame frame;
    private final CmpIdent ident;

    Services(CspNode node) {
        this.node = node;
        frame = node.newFrame();
        NodeSettings.Identity identity = node.settings().identity();
        ident = new CmpIdent(identity.hostname(), identity.model(), identity.revision(), "", "");
    }

    void bind() {
        answer(ServicePorts.CMP, this::onCmp);
        answer(ServicePorts.PING, (header, payload, nowNs) -> {
            frame.payload().put(payload);
            reply(header);
        });
        answer(ServicePorts.BUFFERS_FREE, (header, payload, nowNs) -> replyInt(header, BUFFERS_FREE));
        answer(ServicePorts.UPTIME, (header, payload, nowNs) -> replyInt(header, (int) (nowNs / NS_PER_S)));
        PacketHandler refused = (header, payload, nowNs) -> node.counters().count(NodeCounter.SERVICE_REFUSED);
        node.bind(ServicePorts.PS, refused);
        node.bind(ServicePorts.MEMORY_FREE, refused);
        node.bind(ServicePorts.REBOOT, refused);
    }

    /** Never to a service of another node: a C node answers what comes from port 1 to its port 1, and so would this one, for ever. */
    private void answer(int port, PacketHandler service) {
        node.bind(port, (header, payload, nowNs) -> {
            if (CspHeader.sourcePort(header) < ServicePorts.END) {
                node.counters().count(NodeCounter.SOURCE_REFUSED);
            } else {
                service.onPacket(header, payload, nowNs);
            }
        });
    }

    private void onCmp(long header, ByteBuffer payload, long nowNs) {
        try {
            if (CmpIdent.isRequest(payload)) {
                ident.encodeReply(frame.payload());
                reply(header);
            } else {
                node.counters().count(NodeCounter.SERVICE_REFUSED);
            }
        } catch (DecodeException e) {
            node.counters().count(NodeCounter.TOO_SHORT);
        }
    }

    private void replyInt(long header, int value) {
        ByteBuffer out = frame.payload();
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.put((byte) (value >>> shift));
        }
        reply(header);
    }

    /** As libcsp: same priority, same flags, the other way round; a broadcast is answered from the own address. */
    private void reply(long header) {
        long back = CspHeader.reply(header);
        int ports = CspHeader.portsAndFlags(
                CspHeader.destinationPort(back), CspHeader.sourcePort(back), CspHeader.flags(back));
        node.send(CspHeader.of(CspHeader.priority(back), node.address(), CspHeader.destination(back), ports), frame);
    }
}
