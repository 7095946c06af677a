package dtp.itest;

import dtp.tck.TransportServerContract;
import dtp.tck.TransportServerHarness;

/** The ZeroMQ server as its component makes it. */
@Slow
class ZmqServerContractITest extends TransportServerContract {
    @Override
    protected TransportServerHarness harness() {
        return new ContainerServer("zmq", "dtp.transport.zmq.server", false);
    }
}
