package dtp.app.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A serving and a getting node joined by UDP on the loopback, as in the README: csp 10 serves payload 3, csp 11 gets it. */
final class Pair {
    final Path folder;
    final Path source;
    final Path output;
    private final int serverPort = DtpProcess.freePort();
    private final int clientPort = DtpProcess.freePort();

    Pair(Path folder, int size, long seed) throws IOException {
        this.folder = folder;
        source = made("source.bin", size, seed);
        output = folder.resolve("out.bin");
    }

    /** A file of that size with bytes of that seed. */
    Path made(String name, int size, long seed) throws IOException {
        Path file = folder.resolve(name);
        Random random = new Random(seed);
        try (OutputStream to = Files.newOutputStream(file)) {
            byte[] block = new byte[1 << 20];
            for (int left = size; left > 0; left -= block.length) {
                random.nextBytes(block);
                to.write(block, 0, Math.min(left, block.length));
            }
        }
        return file;
    }

    /** {@code serve --payload 3=source.bin} and {@code more}, until it is ready. */
    DtpProcess serve(String... more) throws IOException, InterruptedException {
        List<String> args = new ArrayList<>(List.of(
                "serve",
                "--payload",
                "3=" + source,
                "--csp-address",
                "10",
                "--csp-link",
                "udp://" + serverPort + "@127.0.0.1:" + clientPort));
        args.addAll(List.of(more));
        return DtpProcess.start(folder.resolve("server-home"), args.toArray(String[]::new))
                .await("ready");
    }

    /** {@code get csp://10/3 -o out.bin} and {@code more}. */
    DtpProcess get(String... more) throws IOException {
        return client(List.of("get", "csp://10/3", "-o", output.toString()), more);
    }

    DtpProcess resume(String... more) throws IOException {
        return client(List.of("resume", output.toString()), more);
    }

    /** Any command with the getting node's options. */
    DtpProcess client(List<String> command, String... more) throws IOException {
        List<String> args = new ArrayList<>(command);
        args.addAll(List.of("--csp-address", "11", "--csp-link", "udp://" + clientPort + "@127.0.0.1:" + serverPort));
        args.addAll(List.of(more));
        return DtpProcess.start(folder.resolve("client-home"), args.toArray(String[]::new));
    }

    /** A command that needs no node. */
    DtpProcess look(String... args) throws IOException {
        return DtpProcess.start(folder.resolve("client-home"), args);
    }

    boolean isEqual() throws IOException {
        return Files.mismatch(source, output) == -1;
    }
}
