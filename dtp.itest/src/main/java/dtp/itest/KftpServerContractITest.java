package dtp.itest;

import dtp.tck.TransportServerContract;
import dtp.tck.TransportServerHarness;

/** The KFTP server as its component makes it. */
@Slow
class KftpServerContractITest extends TransportServerContract {
    @Override
    protected TransportServerHarness harness() {
        return new ContainerServer("kftp", "dtp.transport.udp.server", true);
    }
}
