package dtp.itest;

import dtp.tck.TransportServerContract;
import dtp.tck.TransportServerHarness;

/** The TCP server as its component makes it. */
@Slow
class TcpServerContractITest extends TransportServerContract {
    @Override
    protected TransportServerHarness harness() {
        return new ContainerServer("tcp", "dtp.transport.tcp.server", false);
    }
}
