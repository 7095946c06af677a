package dtp.itest;

import dtp.api.Verification;
import dtp.tck.TransportContract;
import dtp.tck.TransportHarness;
import dtp.tck.TransportHarness.Capability;
import java.util.Map;

/** The KFTP transport of this container against a KFTP server of this container. */
@Slow
class KftpContractITest extends TransportContract {
    @Override
    protected TransportHarness harness() throws Exception {
        return new ContainerHarness("kftp")
                .factory("dtp.transport.udp.server", Map.of("host", "127.0.0.1", "port", 0))
                .atItsPort()
                .can(Verification.DIGEST, Capability.values())
                .refuses("kftp://a,,b/x", "kftp://a:0/x", "kftp://a/x?piece=63", "kftp://a/x?colour=red")
                .start();
    }
}
