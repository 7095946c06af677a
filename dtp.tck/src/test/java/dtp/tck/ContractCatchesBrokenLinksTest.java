package dtp.tck;

import dtp.api.link.CspLinkFactory;
import dtp.path.link.PathLinkFactory;
import dtp.tck.broken.BrokenLinks;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The contract of links tried on links that break it. */
@Tag("slow")
class ContractCatchesBrokenLinksTest {
    private static final ContractTrial<UnaryOperator<CspLinkFactory>> LINKS =
            new ContractTrial<>(BrokenPath.class, BrokenLinks.all(), 2_500);

    @TestFactory
    Stream<DynamicTest> itIsCaughtByTheTestOfItsSentence() {
        return LINKS.tests();
    }

    /** Run by the trial only. */
    static final class BrokenPath extends CspLinkContract {
        @Override
        protected LinkHarness harness() {
            return LinkTexts.path(LINKS.current().how().apply(new PathLinkFactory()));
        }
    }
}
