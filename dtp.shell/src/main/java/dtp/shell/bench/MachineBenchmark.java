package dtp.shell.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What this machine can do at most, in one JVM and with the JDK only: what the other figures relate to. Other benchmarks may take
 * single rows into their own run, so that both were measured under the same conditions. Used on the command's thread.
 */
public final class MachineBenchmark implements Benchmark {
    private static final int BLOCK = 1 << 20;
    private static final int COPY = 64 << 20; // well above any cache
    private static final int SMALL_DATAGRAM = 1_400;
    private static final int BIG_DATAGRAM = 60_000;
    private static final String UNIT = "MB/s";

    @Override
    public String name() {
        return "machine";
    }

    @Override
    public String description() {
        return "limits of this machine, with the JDK only: memory, page cache, new files, digests, TCP and UDP on the loopback";
    }

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        Workplace place = run.place();
        long size = run.sizeBytes();
        run.interleave(List.of(
                row("memcpy", "copying memory", () -> copyMemory(size)),
                row("read", "reading a file from page cache, 1 MiB at once", () -> read(place, size)),
                write("write", place, size),
                sha256("sha256", size),
                sha256OfFile("sha256/file", place, size),
                row("crc32c", "CRC-32C", () -> crc(size)),
                tcp("tcp", place, size),
                digestedTcp("tcp/sha256", place, size),
                udp("udp/1400", size / 4, SMALL_DATAGRAM),
                udp("udp/60000", size, BIG_DATAGRAM)));
    }

    private static Row row(String key, String name, Measurement measurement) {
        return Row.limit(key, name, UNIT, measurement);
    }

    /** For the tables of transports, as the next. */
    public static Row write(String key, Workplace place, long sizeBytes) {
        return row(key, "writing a new file, 1 MiB at once", () -> write(place, sizeBytes));
    }

    public static Row sha256(String key, long sizeBytes) {
        return row(key, "SHA-256", () -> digestMemory(sizeBytes));
    }

    /** What sha256sum and its like do: by one thread, that reads the file from page cache. */
    public static Row sha256OfFile(String key, Workplace place, long sizeBytes) {
        return row(key, "SHA-256 of a file in page cache", () -> digestFile(place, sizeBytes));
    }

    /** A file from page cache through TCP on the loopback into a new file, both ends in one JVM; for the tables of transports. */
    public static Row tcp(String key, Workplace place, long sizeBytes) {
        return row(
                key,
                "bare TCP, file to new file, NIO in one JVM",
                () -> stream(place, sizeBytes, LoopbackStream.oneBlock()));
    }

    /** The same, with what arrives digested by a thread of its own: what moving and digesting at once can be on these processors. */
    public static Row digestedTcp(String key, Workplace place, long sizeBytes) {
        return row(
                key,
                "bare TCP, file to new file, and SHA-256 of it",
                () -> stream(place, sizeBytes, new DigestedBlocks(sha256())));
    }

    private static Sample stream(Workplace place, long sizeBytes, LoopbackStream.Blocks blocks)
            throws IOException, InterruptedException {
        Path received = place.path("bare-received");
        try {
            Path payload = place.payload(sizeBytes);
            place.freeMemory();
            Sample sample = LoopbackStream.tcp(payload, received, blocks);
            Workplace.mustEqual(payload, received);
            return sample;
        } finally {
            Files.deleteIfExists(received);
        }
    }

    /** Datagrams of that size through the loopback with the JDK's channels, both ends in one JVM; for the tables of transports. */
    public static Row udp(String key, long sizeBytes, int datagramBytes) {
        return row(
                key,
                "bare UDP, datagrams of " + datagramBytes + " B, received",
                () -> LoopbackStream.udp(sizeBytes, datagramBytes));
    }

    /** Megabytes a second of {@code bytes} since {@code startNs}. */
    static Sample speed(long bytes, long startNs) {
        return Sample.of(bytes / 1e6 / ((System.nanoTime() - startNs) / 1e9));
    }

    private static Sample copyMemory(long size) {
        ByteBuffer from = ByteBuffer.allocateDirect(COPY);
        ByteBuffer to = ByteBuffer.allocateDirect(COPY);
        to.put(0, from, 0, COPY); // its pages are there from now on
        long start = System.nanoTime();
        long done = 0;
        for (; done < size; done += COPY) {
            to.put(0, from, 0, COPY);
        }
        return speed(done, start);
    }

    private static Sample read(Workplace place, long size) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        try (FileChannel file = FileChannel.open(place.payload(size), StandardOpenOption.READ)) {
            long start = System.nanoTime();
            long done = 0;
            for (int many = 0; many >= 0; many = file.read(block.clear())) {
                done += many;
            }
            return speed(done, start);
        }
    }

    private static Sample write(Workplace place, long size) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        Path path = place.path("written");
        place.freeMemory();
        long start = System.nanoTime();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = size; left > 0; ) {
                left -= file.write(block.clear().limit((int) Math.min(BLOCK, left)));
            }
            return speed(size, start);
        } finally {
            Files.deleteIfExists(path);
        }
    }

    private static MessageDigest sha256() throws IOException {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this JDK has no SHA-256", e);
        }
    }

    private static Sample digestFile(Workplace place, long size) throws IOException {
        try (FileChannel file = FileChannel.open(place.payload(size), StandardOpenOption.READ)) {
            digest(file, Math.min(size, COPY)); // compiled from here on
            long start = System.nanoTime();
            digest(file, size);
            return speed(size, start);
        }
    }

    private static byte[] digest(FileChannel file, long size) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK / 4); // stays in a processor's cache
        MessageDigest digest = sha256();
        for (long at = 0; at < size; at += block.limit()) {
            file.read(block.clear(), at);
            digest.update(block.flip());
        }
        return digest.digest();
    }

    private static Sample digestMemory(long size) throws IOException {
        MessageDigest digest = sha256();
        byte[] block = new byte[BLOCK];
        digest.update(block); // compiled from here on
        long start = System.nanoTime();
        long done = 0;
        for (; done < size; done += BLOCK) {
            digest.update(block);
        }
        return speed(done, start);
    }

    private static Sample crc(long size) {
        CRC32C crc = new CRC32C();
        byte[] block = new byte[BLOCK];
        crc.update(block);
        long start = System.nanoTime();
        long done = 0;
        for (; done < size; done += BLOCK) {
            crc.update(block);
        }
        return speed(done, start);
    }
}
