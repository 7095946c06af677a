package dtp.itest;

import dtp.api.link.CspLinkFactory;
import dtp.tck.CspLinkContract;
import dtp.tck.LinkHarness;
import dtp.tck.LinkTexts;

/** The loop inside the program as a service. */
@Slow
class LoopLinkContractITest extends CspLinkContract {
    @Override
    protected LinkHarness harness() throws Exception {
        return LinkTexts.loop(new Container().service(CspLinkFactory.class, "(" + CspLinkFactory.SCHEME + "=loop)"));
    }
}
