package dtp.tck;

import dtp.api.Verification;
import dtp.tck.TransportHarness.Capability;
import dtp.tck.broken.BrokenTransports;
import dtp.tck.broken.Tampering;
import dtp.tck.doubles.ScriptedTransport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The contract of transports tried on transports that break it: each must fail the test of its sentence, and no other. */
@Tag("slow")
class ContractCatchesBrokenTransportsTest {
    private static final ContractTrial<Supplier<Tampering>> TRANSPORTS =
            new ContractTrial<>(BrokenLoop.class, BrokenTransports.all(), 2_500);

    @TestFactory
    Stream<DynamicTest> itIsCaughtByTheTestOfItsSentence() {
        return TRANSPORTS.tests();
    }

    /** Run by the trial only. */
    static final class BrokenLoop extends TransportContract {
        @Override
        protected TransportHarness harness() {
            Supplier<Tampering> how = TRANSPORTS.current().how();
            return new DoubleHarness(
                    ScriptedTransport::loop,
                    good -> BrokenTransports.of(good, how),
                    Verification.DIGEST,
                    Capability.values());
        }
    }
}
