package dtp.tck.sim;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A test that runs once for each of several seeds, given as its {@code long} parameter. {@code -Ddtp.seeds=N} sets how many,
 * {@code -Ddtp.seed=N} runs that one only; a failure prints the command that replays its seed.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "seed {0}")
@ArgumentsSource(Seeds.class)
@ExtendWith(ReplayHint.class)
public @interface SeededTest {
    /** How many seeds, counted from {@link #first}. */
    int value() default 20;

    long first() default 1;
}
