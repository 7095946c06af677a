package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dtp.tck.broken.Broken;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A contract tried on what breaks it: each must fail the tests of its sentence and no other, and every sentence must have one.
 * The contract runs inside the test, on the test's thread; its subclass asks for {@link #current}.
 *
 * @param <H> what is broken, or how
 */
final class ContractTrial<H> {
    private final Class<?> contract;
    private final List<Broken<H>> all;
    private final long patienceMs;
    private Broken<H> current;

    /** @param patienceMs how long the contract waits for what never comes */
    ContractTrial(Class<?> contract, List<Broken<H>> all, long patienceMs) {
        this.contract = contract;
        this.all = all;
        this.patienceMs = patienceMs;
    }

    /** The one that is tried now; without a trial the test is skipped. */
    Broken<H> current() {
        assumeTrue(current != null, "run by its trial only");
        return current;
    }

    /** Named after what is broken, and one more for the sentences. */
    Stream<DynamicTest> tests() {
        return Stream.concat(
                all.stream().map(broken -> dynamicTest(broken.toString(), () -> isCaught(broken))),
                Stream.of(dynamicTest("every sentence of " + contract.getSimpleName(), this::everySentenceHasOne)));
    }

    private void isCaught(Broken<H> broken) {
        long before = Patience.longMs();
        Patience.longMs(patienceMs);
        current = broken;
        try {
            ContractRun.assertFailsOnly(broken.sentence(), contract);
        } finally {
            current = null;
            Patience.longMs(before);
        }
    }

    private void everySentenceHasOne() {
        assertEquals(
                ContractRun.sentences(contract),
                all.stream().map(Broken::sentence).collect(Collectors.toCollection(TreeSet::new)));
    }
}
