package dtp.app;

import dtp.app.stub.StubCommandLine;
import dtp.shell.CommandLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The program's jar as it was built, with a stub in the place of dtp.shell, run as a process. */
final class Program {
    private static final long TIMEOUT_S = 60;

    private final Path jar;

    /** What a run ended with. */
    record Outcome(int code, String out, String err) {}

    private Program(Path jar) {
        this.jar = jar;
    }

    static Program withStub(Path directory) throws IOException {
        Path built = Path.of(System.getProperty("dtp.program"));
        Path jar = directory.resolve("program.jar");
        try (JarFile from = new JarFile(built.toFile());
                JarOutputStream to = new JarOutputStream(Files.newOutputStream(jar), from.getManifest())) {
            for (JarEntry entry : (Iterable<JarEntry>) from.stream()::iterator) {
                String name = entry.getName();
                if (entry.isDirectory() || name.equals(JarFile.MANIFEST_NAME)) {
                    continue;
                }
                to.putNextEntry(new JarEntry(name));
                if (name.equals("bundles/dtp.shell.jar")) {
                    writeStub(to);
                } else {
                    try (InputStream content = from.getInputStream(entry)) {
                        content.transferTo(to);
                    }
                }
            }
        }
        return new Program(jar);
    }

    private static void writeStub(OutputStream out) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "stub");
        main.putValue("Bundle-Activator", StubCommandLine.class.getName());
        main.putValue("Import-Package", "org.osgi.framework,org.osgi.framework.startlevel,org.slf4j");
        JarOutputStream stub = new JarOutputStream(out, manifest);
        for (Class<?> type : List.of(StubCommandLine.class, CommandLine.class)) {
            String name = type.getName().replace('.', '/') + ".class";
            stub.putNextEntry(new JarEntry(name));
            try (InputStream content = type.getClassLoader().getResourceAsStream(name)) {
                content.transferTo(stub);
            }
        }
        stub.finish();
    }

    Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m"));
        if (Runtime.version().feature() >= 24) {
            command.add("--sun-misc-unsafe-memory-access=allow"); // as ./dtp does
        }
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }

    /** Starts it, and returns when it has written its first line. */
    Process startAndWaitForALine(String... args) throws IOException {
        Process process = start(args);
        awaitLine(process);
        return process;
    }

    static String awaitLine(Process process) throws IOException {
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        return reader.readLine();
    }

    Outcome run(String... args) throws IOException, InterruptedException {
        Process process = start(args);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(exitCode(process), out, err);
    }

    static int exitCode(Process process) throws InterruptedException {
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the program did not end within " + TIMEOUT_S + " s");
        }
        return process.exitValue();
    }
}
