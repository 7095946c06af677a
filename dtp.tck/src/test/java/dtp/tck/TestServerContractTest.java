package dtp.tck;

import dtp.tck.broken.TestServer;

class TestServerContractTest extends TransportServerContract {
    @Override
    protected TransportServerHarness harness() {
        return new TestServer();
    }
}
