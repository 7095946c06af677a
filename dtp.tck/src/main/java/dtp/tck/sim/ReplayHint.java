package dtp.tck.sim;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/** Prints, when a seeded test fails, the command that runs its seed again. */
public final class ReplayHint implements InvocationInterceptor {
    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<java.lang.reflect.Method> call,
            ExtensionContext context)
            throws Throwable {
        try {
            invocation.proceed();
        } catch (TestAbortedException skipped) {
            throw skipped;
        } catch (Throwable failure) {
            String test = context.getRequiredTestClass().getSimpleName() + "#"
                    + context.getRequiredTestMethod().getName();
            System.err.println(command(test, String.valueOf(call.getArguments().get(0))));
            throw failure;
        }
    }

    /** The command that replays {@code seed} of {@code test}, written as CLASS#METHOD. */
    public static String command(String test, String seed) {
        Path module = Path.of("").toAbsolutePath().getFileName();
        return "seed " + seed + " failed; replay: mvn -pl " + module + " -am test -Dtest='" + test + "' -D" + Seeds.SEED
                + "=" + seed + " -Dsurefire.failIfNoSpecifiedTests=false";
    }
}
