package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.tck.doubles.ScriptedServing;
import dtp.transport.zmq.machine.ServerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stranger's client in C, written with CZMQ (Debian's libczmq-dev), compiled here. */
@Tag("slow")
@Timeout(300)
class CzmqTest {
    private static final int SIZE = 123_457;
    private static final List<String> NAMES = List.of("in-order", "shuffled", "with-req", "pipelined", "backwards");

    @TempDir
    Path folder;

    private final ScriptedServing serving = new ScriptedServing();
    private String program;

    @BeforeEach
    void compile() throws InterruptedException {
        program = folder.resolve("upload").toString();
        String source = Path.of("src/test/resources/upload.c").toAbsolutePath().toString();
        String[] compiler = {"cc", "-Wall", "-Werror", "-o", program, source, "-lczmq", "-lzmq"};
        assumeTrue(
                Stranger.succeeds(compiler)
                        || (Stranger.canInstall("gcc", "libc6-dev", "libczmq-dev") && Stranger.succeeds(compiler)),
                "CZMQ is not there and cannot be installed: apt-get install gcc libc6-dev libczmq-dev");
    }

    private void uploads(Optional<CurveServer> curve, String... more) throws Exception {
        try (ZmqServer server =
                new ZmqServer(new ServerPlace("127.0.0.1", 0, curve), ServerSettings.DEFAULTS, serving)) {
            Wait.until(() -> server.port().isPresent());
            String port = String.valueOf(server.port().orElseThrow());
            String said =
                    more.length == 0 ? Stranger.says(program, port) : Stranger.says(program, port, more[0], more[1]);
            assertEquals(
                    NAMES, said.lines().map(line -> line.replace("ok ", "")).toList());
        }
        byte[] content = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            content[i] = (byte) (31 * i + i / 256);
        }
        for (String name : NAMES) {
            assertArrayEquals(content, serving.content(name).orElseThrow().bytes(), name);
        }
    }

    @Test
    void aClientWrittenWithCzmqUploadsInOrderShuffledPipelinedAndWithReq() throws Exception {
        uploads(Optional.empty());
    }

    @Test
    void czmqReadsTheCertificateThatKeygenMakesAndIsLetInByIt() throws Exception {
        Curve.Keys own = keys(folder.resolve("server"));
        Path certificate = folder.resolve("client");
        Curve.Keys known = keys(certificate);
        uploads(
                Optional.of(new CurveServer(own, List.of("ops=" + known.publicText()))),
                certificate.toString(),
                own.publicText());
        assertTrue(serving.asked().stream().allMatch(line -> line.endsWith("(ops)")), serving.asked()::toString);
    }

    private static Curve.Keys keys(Path file) throws Exception {
        Files.writeString(file, Curve.newCertificate());
        return Curve.read(file);
    }
}
