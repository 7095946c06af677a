package dtp.transport.zmq.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dtp.transport.zmq.net.Curve;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeygenCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(Path dir, String... args) {
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new KeygenCommand().run(List.of(args), dir, dir, to, to);
    }

    @Test
    void thePublicKeyIsPrintedAndTheSecretIsForItsOwnerOnly(@TempDir Path dir) throws Exception {
        assertEquals(0, run(dir, "my.key"));
        Path file = dir.resolve("my.key");
        String printed = out.toString(StandardCharsets.UTF_8).strip();
        assertEquals(Curve.read(file).publicText(), printed);
        assertFalse(Curve.read(file).toString().length() > 40);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aFileThatIsThereIsNeverOverwritten(@TempDir Path dir) throws Exception {
        Files.writeString(dir.resolve("my.key"), "mine");
        assertEquals(1, run(dir, "my.key"));
        assertEquals("mine", Files.readString(dir.resolve("my.key")));
    }

    @Test
    void withoutAFileItSaysWhatItTakes(@TempDir Path dir) {
        assertEquals(2, run(dir));
        assertEquals(2, run(dir, "--all"));
    }
}
