package dtp.tck;

class RecordingSinkContractTest extends SinkContract {
    @Override
    protected SinkHarness harness() {
        return new RecordingSinkHarness(sink -> sink);
    }
}
