package dtp.app.stub;

import dtp.shell.CommandLine;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.slf4j.LoggerFactory;

/**
 * Stands in for dtp.shell in the tests of the program: its commands show what the program gives to a command line, and try what
 * one may do. The last argument is the command.
 */
public final class StubCommandLine implements BundleActivator, CommandLine {
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private BundleContext context;

    @Override
    public void start(BundleContext bundleContext) {
        context = bundleContext;
        context.registerService(CommandLine.class, this, null);
    }

    @Override
    public void stop(BundleContext bundleContext) {}

    @Override
    public int run(List<String> args) {
        String command = args.get(args.size() - 1);
        try {
            return switch (command) {
                case "arguments" -> say(String.join("|", args));
                case "directories" -> say(context.getProperty("dtp.home") + "|" + System.getProperty("java.io.tmpdir"));
                case "inactive" -> say(inactive());
                case "container" -> container();
                case "log" -> log();
                case "wait" -> waitForInterrupt();
                case "deaf" -> neverReturn();
                case "fault" -> throw new IllegalStateException("seven");
                default -> Integer.parseInt(command);
            };
        } catch (InterruptedException e) {
            return 1;
        }
    }

    @Override
    public void interrupt() {
        interrupted.countDown();
    }

    private int waitForInterrupt() throws InterruptedException {
        say("waiting");
        interrupted.await();
        return 3;
    }

    private int neverReturn() throws InterruptedException {
        say("waiting");
        interrupted.await();
        say("heard and ignored");
        new CountDownLatch(1).await();
        return 0;
    }

    private int log() {
        LoggerFactory.getLogger("stub").info("said to the log");
        System.getLogger("stub").log(System.Logger.Level.INFO, "said to the JDK's log");
        return say("done");
    }

    private int container() throws InterruptedException {
        CountDownLatch raised = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkStartLevel.class).setStartLevel(2, event -> {
            if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
                raised.countDown();
            }
        });
        if (!raised.await(20, TimeUnit.SECONDS)) {
            return say("the start level was not reached");
        }
        return say(inactive());
    }

    private String inactive() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() != farthest(bundle))
                .map(Bundle::getSymbolicName)
                .sorted()
                .toList()
                .toString();
    }

    /** A fragment has no life of its own: attached to its host it is as far as it gets. */
    private static int farthest(Bundle bundle) {
        boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
        return fragment ? Bundle.RESOLVED : Bundle.ACTIVE;
    }

    private static int say(String text) {
        System.out.println(text);
        return 0;
    }
}
