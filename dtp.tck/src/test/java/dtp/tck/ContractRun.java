package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs a contract on something broken, inside a test, and looks at which of its sentences fail. */
final class ContractRun {
    private ContractRun() {}

    static void assertFailsOnly(String sentence, Class<?> contract) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .build();
        LauncherFactory.create().execute(request, listener);
        Set<String> failed = listener.getSummary().getFailures().stream()
                .map(f -> sentence(f.getTestIdentifier().getDisplayName()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Set.of(sentence),
                failed,
                () -> listener.getSummary().getFailures().stream()
                        .map(f -> f.getTestIdentifier().getDisplayName() + ": " + f.getException())
                        .collect(Collectors.joining("\n")));
    }

    /** The numbers of a contract's tests, inherited ones too. */
    static Set<String> sentences(Class<?> contract) {
        Set<String> all = new TreeSet<>();
        for (Class<?> one = contract; one != null; one = one.getSuperclass()) {
            Arrays.stream(one.getDeclaredMethods())
                    .filter(m -> m.isAnnotationPresent(Test.class))
                    .map(m -> sentence(m.getName()))
                    .forEach(all::add);
        }
        return all;
    }

    private static String sentence(String test) {
        return test.substring(0, test.indexOf('_'));
    }
}
