package dtp.tck;

import dtp.api.Verification;
import dtp.tck.TransportHarness.Capability;
import dtp.tck.doubles.ScriptedTransport;

class StreamContractTest extends TransportContract {
    @Override
    protected TransportHarness harness() {
        return new DoubleHarness(
                ScriptedTransport::stream, Verification.NONE, Capability.GET, Capability.PUT, Capability.SIZE);
    }
}
