package dtp.itest;

import dtp.api.link.CspLinkFactory;
import dtp.tck.CspLinkContract;
import dtp.tck.LinkHarness;
import dtp.tck.LinkTexts;
import java.util.List;

/** The path link as a service. */
class PathLinkContractITest extends CspLinkContract {
    @Override
    protected LinkHarness harness() throws Exception {
        CspLinkFactory path = new Container().service(CspLinkFactory.class, "(" + CspLinkFactory.SCHEME + "=path)");
        return new LinkTexts(
                path,
                "contract?side=a&delay=1ms",
                "contract?side=b",
                "void?side=a",
                List.of("", "contract", "contract?side=c", "contract?side=a&lost=1"));
    }
}
