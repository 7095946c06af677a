package dtp.csp.component;

import dtp.tck.CspLinkContract;
import dtp.tck.LinkHarness;
import dtp.tck.LinkTexts;

/** The contract of links, on two sockets that send to each other. */
class UdpLinkContractTest extends CspLinkContract {
    @Override
    protected LinkHarness harness() throws Exception {
        return LinkTexts.udp(new UdpLinkFactory());
    }
}
