package dtp.csp.dtp;

import dtp.tck.TransportContract;
import dtp.tck.TransportHarness;

/** DTP over CSP keeps the contract of transports. */
class CspTransportContractTest extends TransportContract {
    @Override
    protected TransportHarness harness() {
        return new CspHarness();
    }
}
