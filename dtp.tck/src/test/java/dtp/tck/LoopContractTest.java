package dtp.tck;

import dtp.api.Verification;
import dtp.tck.TransportHarness.Capability;
import dtp.tck.doubles.ScriptedTransport;

class LoopContractTest extends TransportContract {
    @Override
    protected TransportHarness harness() {
        return new DoubleHarness(
                ScriptedTransport::loop,
                Verification.DIGEST,
                Capability.GET,
                Capability.PUT,
                Capability.RANGES,
                Capability.SIZE,
                Capability.DIGEST);
    }
}
