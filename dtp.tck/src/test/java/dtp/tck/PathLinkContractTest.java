package dtp.tck;

import dtp.api.link.CspLinkFactory;
import dtp.path.link.PathLinkFactory;
import java.util.List;

class PathLinkContractTest extends CspLinkContract {
    @Override
    protected LinkHarness harness() {
        return harness(new PathLinkFactory());
    }

    static LinkHarness harness(CspLinkFactory path) {
        return new LinkTexts(
                path,
                "space?side=a&delay=1ms",
                "space?side=b",
                "void?side=a",
                List.of("", "space", "space?side=c", "space?side=a&lost=1"));
    }
}
