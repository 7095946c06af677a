package dtp.transport.zmq.net;

import dtp.tck.TransportContract;
import dtp.tck.TransportHarness;

class ZmqContractTest extends TransportContract {
    @Override
    protected TransportHarness harness() throws Exception {
        return new ZmqHarness();
    }
}
