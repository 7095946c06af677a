package dtp.transport.zmq.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.transport.zmq.net.Curve;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
        assertEquals(List.of("my.key"), files(dir));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aFileThatIsThereIsNeverOverwritten(@TempDir Path dir) throws Exception {
        Files.writeString(dir.resolve("my.key"), "mine");
        assertEquals(1, run(dir, "my.key"));
        assertEquals("mine", Files.readString(dir.resolve("my.key")));
        assertEquals(List.of("my.key"), files(dir));
    }

    /** A program that may write no byte to any file, as on a full disk. */
    static final class WithoutRoom {
        public static void main(String[] args) {
            Path dir = Path.of(args[0]);
            System.exit(new KeygenCommand().run(List.of("my.key"), dir, dir, System.out, System.out));
        }
    }

    @Test
    void whatCannotBeWrittenLeavesNoFileAndNoPublicKey(@TempDir Path dir) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 0; exec \"$0\" \"$@\"", java));
        command.addAll(List.of("-XX:-UsePerfData", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(WithoutRoom.class.getName(), dir.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor(), said);
        assertTrue(said.startsWith("dtp: " + dir.resolve("my.key") + " cannot be made"), said);
        assertTrue(said.strip().endsWith("nothing was changed"), said);
        assertEquals(List.of(), files(dir));
    }

    private static List<String> files(Path dir) throws IOException {
        try (Stream<Path> all = Files.list(dir)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void whereThereIsNoSuchDirectoryItSaysSo(@TempDir Path dir) {
        assertEquals(1, run(dir, "none/my.key"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("none/my.key cannot be made"), out::toString);
    }

    @Test
    void withoutAFileItSaysWhatItTakes(@TempDir Path dir) {
        assertEquals(2, run(dir));
        assertEquals(2, run(dir, "--all"));
    }
}
