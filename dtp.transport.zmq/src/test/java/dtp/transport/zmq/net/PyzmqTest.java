package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.tck.doubles.ScriptedServing;
import dtp.transport.zmq.machine.ServerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stranger's client, written with pyzmq (Debian's python3-zmq), tries the server's rules from outside. */
@Tag("slow")
@Timeout(300)
class PyzmqTest {
    private static final String PYTHON = "/usr/bin/python3"; // Debian's, whose packages apt installs

    private static boolean pyzmqIsThere() throws InterruptedException {
        String[] tried = {PYTHON, "-c", "import zmq"};
        return Stranger.succeeds(tried) || (Stranger.canInstall("python3-zmq") && Stranger.succeeds(tried));
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
            String said =
                    Stranger.says(PYTHON, script, String.valueOf(server.port().orElseThrow()));
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
