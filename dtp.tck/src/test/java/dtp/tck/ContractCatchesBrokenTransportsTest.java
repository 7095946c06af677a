package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dtp.api.Verification;
import dtp.tck.TransportHarness.Capability;
import dtp.tck.broken.BrokenTransports;
import dtp.tck.broken.BrokenTransports.Broken;
import dtp.tck.doubles.ScriptedTransport;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

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
    }

    static List<Broken> broken() {
        return BrokenTransports.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void itIsCaughtByTheTestOfItsSentence(Broken broken) {
        current = broken;
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(BrokenLoop.class))
                .build();
        LauncherFactory.create().execute(request, listener);
        Set<String> failed = listener.getSummary().getFailures().stream()
                .map(f -> sentence(f.getTestIdentifier().getDisplayName()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Set.of(broken.sentence()),
                failed,
                () -> listener.getSummary().getFailures().stream()
                        .map(f -> f.getTestIdentifier().getDisplayName() + ": " + f.getException())
                        .collect(Collectors.joining("\n")));
    }

    private static String sentence(String test) {
        return test.substring(0, test.indexOf('_'));
    }

    @Test
    void everySentenceHasABrokenDouble() {
        Set<String> tested = Arrays.stream(TransportContract.class.getDeclaredMethods())
                .filter(m -> m.isAnnotationPresent(Test.class))
                .map(m -> sentence(m.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> broken = broken().stream().map(Broken::sentence).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(tested, broken);
    }

    /** Run by the launcher above only. */
    static final class BrokenLoop extends TransportContract {
        @Override
        protected TransportHarness harness() {
            return new DoubleHarness(ScriptedTransport::loop, current::of, Verification.DIGEST, Capability.values());
        }
    }
}
