package dtp.itest;

import dtp.api.link.CspLinkFactory;
import dtp.tck.CspLinkContract;
import dtp.tck.LinkHarness;
import dtp.tck.LinkTexts;

/** The UDP link as a service. */
@Slow
class UdpLinkContractITest extends CspLinkContract {
    @Override
    protected LinkHarness harness() throws Exception {
        return LinkTexts.udp(new Container().service(CspLinkFactory.class, "(" + CspLinkFactory.SCHEME + "=udp)"));
    }
}
