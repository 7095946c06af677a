package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.api.Verification;
import dtp.tck.TransportHarness.Capability;
import dtp.tck.broken.BrokenTransports;
import dtp.tck.broken.BrokenTransports.Broken;
import dtp.tck.doubles.ScriptedTransport;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of transports tried on transports that break it: each must fail the test of its sentence, and no other. */
@Tag("slow")
class ContractCatchesBrokenTransportsTest {
    private static long patienceMs;
    private static Broken current;

    @BeforeAll
    static void doNotWaitLong() {
        patienceMs = Patience.longMs();
        Patience.longMs(2_500);
    }

    @AfterAll
    static void waitAsBefore() {
        Patience.longMs(patienceMs);
        current = null;
    }

    static List<Broken> broken() {
        return BrokenTransports.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void itIsCaughtByTheTestOfItsSentence(Broken broken) {
        current = broken;
        ContractRun.assertFailsOnly(broken.sentence(), BrokenLoop.class);
    }

    @Test
    void everySentenceHasABrokenDouble() {
        assertEquals(
                ContractRun.sentences(TransportContract.class),
                broken().stream().map(Broken::sentence).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Run by the tests above only. */
    static final class BrokenLoop extends TransportContract {
        @Override
        protected TransportHarness harness() {
            assumeTrue(current != null, "run by the tests above only");
            return new DoubleHarness(ScriptedTransport::loop, current::of, Verification.DIGEST, Capability.values());
        }
    }
}
