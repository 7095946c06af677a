package dtp.transport.udp.net;

import dtp.tck.TransportContract;
import dtp.tck.TransportHarness;

/** The contract of transports on real sockets. */
class KftpContractTest extends TransportContract {
    @Override
    protected TransportHarness harness() {
        return new KftpHarness();
    }
}
