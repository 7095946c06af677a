package dtp.itest;

import dtp.api.Verification;
import dtp.tck.TransportContract;
import dtp.tck.TransportHarness;
import dtp.tck.TransportHarness.Capability;
import java.util.Map;

/** The TCP transport of this container against a TCP server of this container. */
@Slow
class TcpContractITest extends TransportContract {
    @Override
    protected TransportHarness harness() throws Exception {
        return new ContainerHarness("tcp")
                .factory("dtp.transport.tcp.server", Map.of("host", "127.0.0.1", "port", 0))
                .atItsPort()
                .can(Verification.DIGEST, Capability.values())
                .refuses("tcp://a,b/1", "tcp://host:99999/1", "tcp://host/", "tcp://host/1?speed=9")
                .start();
    }
}
