package dtp.tck;

import dtp.api.Verification;
import dtp.tck.TransportHarness.Capability;
import dtp.tck.doubles.ScriptedTransport;

class Dtp8ContractTest extends TransportContract {
    @Override
    protected TransportHarness harness() {
        return new DoubleHarness(
                ScriptedTransport::dtp8, Verification.NONE, Capability.GET, Capability.RANGES, Capability.SIZE);
    }
}
