package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.tck.doubles.ScriptedServing;
import dtp.transport.zmq.machine.ServerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stranger's client, written with pyzmq (Debian's python3-zmq), tries the server's rules from outside. */
@Tag("slow")
@Timeout(300)
class PyzmqTest {
    private static final String PYTHON = "/usr/bin/python3"; // Debian's, whose packages apt installs

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = start(List.of(command));
            process.getInputStream().readAllBytes();
            return process.waitFor(200, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    private static boolean pyzmqIsThere() throws InterruptedException {
        return succeeds(PYTHON, "-c", "import zmq")
                || (System.getProperty("user.name").equals("root")
                        && (succeeds("apt-get", "install", "-y", "-qq", "python3-zmq")
                                || (succeeds("apt-get", "update", "-qq")
                                        && succeeds("apt-get", "install", "-y", "-qq", "python3-zmq")))
                        && succeeds(PYTHON, "-c", "import zmq"));
    }

    @Test
    void everyTrialOfThePyzmqClientIsAnsweredAsTheDocumentSays() throws Exception {
        assumeTrue(pyzmqIsThere(), "pyzmq is not there and cannot be installed: apt-get install python3-zmq");
        ScriptedServing serving = new ScriptedServing();
        try (ZmqServer server =
                new ZmqServer(new ServerPlace("127.0.0.1", 0, Optional.empty()), ServerSettings.DEFAULTS, serving)) {
            Wait.until(() -> server.port().isPresent());
            String script =
                    Path.of("src/test/resources/upload.py").toAbsolutePath().toString();
            Process client =
                    start(List.of(PYTHON, script, String.valueOf(server.port().orElseThrow())));
            String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(client.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, client.exitValue(), said);
            assertTrue(said.endsWith("ok rules\n"), said);
        }
        byte[] content = serving.content("in-order").orElseThrow().bytes();
        assertEquals(123_457, content.length);
        for (String name :
                List.of("shuffled", "with-req", "crc32", "md5", "sha1", "sha256", "pipelined", "after-a-flood")) {
            assertArrayEquals(content, serving.content(name).orElseThrow().bytes(), name);
        }
    }
}
