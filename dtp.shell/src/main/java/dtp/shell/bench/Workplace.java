package dtp.shell.bench;

import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Where a benchmark works: a directory of its own that is removed at the end, files to move, free ports, and processes. Used on
 * the command's thread.
 */
public final class Workplace {
    private static final int BLOCK = 1 << 20;
    private static final long PASS_NS = 3_000_000_000L;

    private final Path directory;
    private final Path program;

    /** @param program the jar of this program, which {@link #dtp} starts */
    public Workplace(Path directory, Path program) {
        this.directory = directory;
        this.program = program;
    }

    public Path directory() {
        return directory;
    }

    /** A path in the directory. */
    public Path path(String name) {
        return directory.resolve(name);
    }

    /** A file of that size with content from a seed, made unless it is there; it is in the page cache then. */
    public Path payload(long sizeBytes) throws IOException {
        Path file = path("payload-" + sizeBytes);
        if (Files.exists(file) && Files.size(file) == sizeBytes) {
            return file;
        }
        SplittableRandom random = new SplittableRandom(sizeBytes);
        ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (long left = sizeBytes; left > 0; left -= BLOCK) {
                block.clear();
                while (block.hasRemaining()) {
                    block.putLong(random.nextLong());
                }
                block.flip().limit((int) Math.min(BLOCK, left));
                while (block.hasRemaining()) {
                    out.write(block);
                }
            }
        }
        return file;
    }

    /**
     * Where files live in memory, keeps so much of it in use until {@link #freeMemory}: a hypervisor takes back what is free, and
     * then a new file costs ten times as much as while the machine still has its pages. Linux reports to it what was freed in passes
     * of 2 s (mm/page_reporting.c): returns when one for what was freed before is over, so that none falls into what is measured.
     */
    public void holdMemory(long bytes) throws IOException {
        if (!Machine.fileSystem(directory).startsWith("tmpfs")) {
            return;
        }
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        try (FileChannel out = FileChannel.open(held(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long at = out.size(); at < bytes; ) {
                at += out.write(block.clear().limit((int) Math.min(BLOCK, bytes - at)), at);
            }
        }
        long endNs = System.nanoTime() + PASS_NS;
        for (long left = PASS_NS; left > 0; left = endNs - System.nanoTime()) {
            LockSupport.parkNanos(left); // may return at once
        }
    }

    /** To be called when the clock starts. */
    public void freeMemory() throws IOException {
        Files.deleteIfExists(held());
    }

    private Path held() {
        return path("held-memory");
    }

    /** @throws IOException when the two files differ */
    public static void mustEqual(Path payload, Path received) throws IOException {
        if (!Files.exists(received)) {
            throw new IOException("nothing was received: there is no " + received);
        }
        if (Files.mismatch(payload, received) != -1) {
            throw new IOException("the received file differs from " + payload);
        }
    }

    /** UDP ports of the loopback that are free now. */
    public static int[] freeUdpPorts(int many) throws IOException {
        List<DatagramSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < many; i++) {
                sockets.add(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().mapToInt(DatagramSocket::getLocalPort).toArray();
        } finally {
            sockets.forEach(DatagramSocket::close);
        }
    }

    /** A TCP port of the loopback that is free now. */
    public static int freeTcpPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A program of that name in the PATH, or where servers are kept. */
    public static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + File.pathSeparator + "/usr/sbin"
                + File.pathSeparator + "/usr/local/sbin";
        for (String folder : path.split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                return Optional.of(Path.of(folder, name));
            }
        }
        return Optional.empty();
    }

    /** This program in a process of its own, with {@code --json} added; its errors go to {@code NAME.log} in the directory. */
    public Child dtp(String name, List<String> javaOptions, List<String> args) throws IOException {
        List<String> command = java(javaOptions);
        command.add("-jar");
        command.add(program.toString());
        command.addAll(args);
        command.add("--json");
        return Child.start(directory, path(name + ".log"), command);
    }

    /**
     * A class of dtp.bench, or of anything else that its jar holds, in a process of its own: for bare streams to compare with. It
     * prints JSON events as {@code dtp} does.
     */
    public Child java(String name, String mainClass, List<String> args) throws IOException {
        List<String> command = java(List.of());
        command.addAll(List.of("-cp", benchJar().toString(), mainClass));
        command.addAll(args);
        return Child.start(directory, path(name + ".log"), command);
    }

    /** A JVM with these arguments. */
    public Child jvm(String name, List<String> args) throws IOException {
        return Child.start(directory, path(name + ".log"), java(args));
    }

    /** Any program; what it prints that is no JSON is passed over. */
    public Child tool(String name, List<String> command) throws IOException {
        return Child.start(directory, path(name + ".log"), command);
    }

    private static List<String> java(List<String> javaOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"));
        command.addAll(javaOptions);
        return command;
    }

    /**
     * The jar with the benchmarks that need the insides of bundles: beside the program, or where a checkout builds it.
     *
     * @throws IOException says how to build it when it is not there
     */
    public Path benchJar() throws IOException {
        Path beside = program.toAbsolutePath().resolveSibling("dtp.bench.jar");
        Path built = program.toAbsolutePath()
                .resolve("../../../dtp.bench/target/dtp.bench.jar")
                .normalize();
        if (Files.exists(beside)) {
            return beside;
        }
        if (Files.exists(built)) {
            return built;
        }
        throw new IOException("this benchmark needs dtp.bench.jar, which is neither beside " + program.getFileName()
                + " nor in a checkout around it. In a checkout ./dtp bench builds it (by hand: mvn -Dquick -pl dtp.bench"
                + " -am package); copy it from dtp.bench/target to " + beside.getParent());
    }
}
