package dtp.tck;

class PathLinkContractTest extends CspLinkContract {
    @Override
    protected LinkHarness harness() {
        return new PathLinkHarness(factory -> factory);
    }
}
