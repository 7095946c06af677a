package dtp.tck.sim;

import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The seeds of a {@link SeededTest}; also for tests that run their seeds in a loop of their own. */
public final class Seeds implements ArgumentsProvider {
    /** System property: the one seed to run. */
    public static final String SEED = "dtp.seed";

    /** System property: how many seeds to run. */
    public static final String SEEDS = "dtp.seeds";

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        SeededTest test = Objects.requireNonNull(context.getRequiredTestMethod().getAnnotation(SeededTest.class));
        return LongStream.of(of(test.first(), test.value())).mapToObj(Arguments::of);
    }

    /** The seeds to run: {@code count} from {@code first}, unless the system properties say otherwise. */
    public static long[] of(long first, int count) {
        Long only = property(SEED);
        if (only != null) {
            return new long[] {only};
        }
        Long many = property(SEEDS);
        return LongStream.range(first, first + (many == null ? count : many)).toArray();
    }

    private static Long property(String name) {
        String text = System.getProperty(name, "").strip();
        return text.isEmpty() ? null : Long.valueOf(text);
    }
}
