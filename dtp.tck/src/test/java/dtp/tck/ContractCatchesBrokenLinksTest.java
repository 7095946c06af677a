package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.tck.broken.BrokenLinks;
import dtp.tck.broken.BrokenLinks.Broken;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of links tried on links that break it. */
@Tag("slow")
class ContractCatchesBrokenLinksTest {
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
        return BrokenLinks.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void itIsCaughtByTheTestOfItsSentence(Broken broken) {
        current = broken;
        ContractRun.assertFailsOnly(broken.sentence(), BrokenPath.class);
    }

    @Test
    void everySentenceHasABrokenLink() {
        assertEquals(
                ContractRun.sentences(CspLinkContract.class),
                broken().stream().map(Broken::sentence).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Run by the tests above only. */
    static final class BrokenPath extends CspLinkContract {
        @Override
        protected LinkHarness harness() {
            assumeTrue(current != null, "run by the tests above only");
            return new PathLinkHarness(current.how());
        }
    }
}
