package dtp.csp.component;

import dtp.tck.CspLinkContract;
import dtp.tck.LinkHarness;
import dtp.tck.LinkTexts;

/** The contract of links, on a loop of this program. */
class LoopLinkContractTest extends CspLinkContract {
    @Override
    protected LinkHarness harness() {
        return LinkTexts.loop(new LoopLinkFactory());
    }
}
