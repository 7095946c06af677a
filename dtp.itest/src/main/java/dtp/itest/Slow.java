package dtp.itest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * A test that {@code -Dfast} leaves out. The tester inside Felix knows no tags; the build tells what is left out as a property
 * of the framework. Read by JUnit.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("slow")
@DisabledIfSystemProperty(
        named = "dtp.excluded.tags",
        matches = ".*slow.*",
        disabledReason = "slow, and this is a fast run")
@interface Slow {}
