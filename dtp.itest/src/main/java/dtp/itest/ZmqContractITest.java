package dtp.itest;

import dtp.api.Verification;
import dtp.tck.TransportContract;
import dtp.tck.TransportHarness;
import dtp.tck.TransportHarness.Capability;
import java.util.Map;

/** The ZeroMQ transport of this container against a ZeroMQ server of this container. */
@Slow
class ZmqContractITest extends TransportContract {
    @Override
    protected TransportHarness harness() throws Exception {
        return new ContainerHarness("zmq")
                .factory("dtp.transport.zmq.server", Map.of("host", "127.0.0.1", "port", 0))
                .atItsPort()
                .can(Verification.DIGEST, Capability.values())
                .refuses("zmq://a,b/1", "zmq://host:99999/1", "zmq://host/1?speed=9")
                .start();
    }
}
