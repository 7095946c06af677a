package dtp.itest;

import static dtp.tck.TransportHarness.Capability.DIGEST;
import static dtp.tck.TransportHarness.Capability.GET;
import static dtp.tck.TransportHarness.Capability.RANGES;
import static dtp.tck.TransportHarness.Capability.SIZE;

import dtp.api.Verification;
import dtp.api.link.CspNode;
import dtp.tck.TransportContract;
import dtp.tck.TransportHarness;
import java.util.Map;

/** DTP over CSP as a service, between two nodes of this container on a loop. */
@Slow
class CspContractITest extends TransportContract {
    private static final String LINK = "loop://contract";

    @Override
    protected TransportHarness harness() throws Exception {
        return new ContainerHarness("csp")
                .singleton("dtp.csp.transport", Map.of("node.target", "(address=11)"))
                .factory("dtp.csp.node", Map.of("address", 10, "links", new String[] {LINK}))
                .factory("dtp.csp.server", Map.of("node.target", "(address=10)"))
                .factory("dtp.csp.node", Map.of("address", 11, "links", new String[] {LINK}))
                .between("10", "12")
                .can(Verification.NONE, GET, RANGES, SIZE, DIGEST)
                .refuses("csp://sat/1", "csp://16383/1", "csp://5/256", "csp://5/image.bin", "csp://5/1?mtu=200")
                .silentBy(container ->
                        container.service(CspNode.class, "(address=10)").transmit(LINK, false))
                .start();
    }
}
