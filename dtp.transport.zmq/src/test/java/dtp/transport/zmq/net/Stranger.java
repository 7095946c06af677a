package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that are none of ours, and the Debian packages that they need. Called by the test's thread. */
final class Stranger {
    private static final long PATIENCE_S = 200;

    private Stranger() {}

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = start(List.of(command));
            process.getInputStream().readAllBytes();
            return process.waitFor(PATIENCE_S, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** @return what it said, when it has ended with 0 */
    static String says(String... command) throws IOException, InterruptedException {
        Process process = start(List.of(command));
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), said);
        return said;
    }

    /** Where apt may install it does. @return false when the packages are not there and cannot be installed */
    static boolean canInstall(String... packages) throws InterruptedException {
        List<String> install = new ArrayList<>(List.of("apt-get", "install", "-y", "-qq"));
        install.addAll(List.of(packages));
        String[] command = install.toArray(String[]::new);
        return System.getProperty("user.name").equals("root")
                && (succeeds(command) || (succeeds("apt-get", "update", "-qq") && succeeds(command)));
    }
}
