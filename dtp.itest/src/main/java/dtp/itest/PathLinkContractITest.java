package dtp.itest;

import dtp.api.link.CspLinkFactory;
import dtp.tck.CspLinkContract;
import dtp.tck.LinkHarness;
import dtp.tck.LinkTexts;

/** The path link as a service. */
@Slow
class PathLinkContractITest extends CspLinkContract {
    @Override
    protected LinkHarness harness() throws Exception {
        return LinkTexts.path(new Container().service(CspLinkFactory.class, "(" + CspLinkFactory.SCHEME + "=path)"));
    }
}
