package dtp.tck;

import dtp.path.link.PathLinkFactory;

class PathLinkContractTest extends CspLinkContract {
    @Override
    protected LinkHarness harness() {
        return LinkTexts.path(new PathLinkFactory());
    }
}
