package dtp.tck;

import dtp.api.Verification;
import dtp.tck.TransportHarness.Capability;
import dtp.tck.doubles.ScriptedTransport;

class PushyContractTest extends TransportContract {
    @Override
    protected TransportHarness harness() {
        return new DoubleHarness(
                ScriptedTransport::pushy,
                Verification.DIGEST,
                Capability.GET,
                Capability.PUT,
                Capability.RANGES,
                Capability.SIZE,
                Capability.DIGEST);
    }
}
