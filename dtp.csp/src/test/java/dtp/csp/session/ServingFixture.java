package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException;
import dtp.api.transport.RefusedException.Why;
import dtp.api.transport.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An engine in virtual time that serves a folder and takes uploads into it, and a peer that asks it. */
abstract class ServingFixture {
    static final Peer PEER = Peer.of("csp", "10");

    @TempDir
    Path folder;

    Station station;
    Path root;
    ServingForBundle serving;
    final byte[] content = Station.bytes(100_000, 5);

    @BeforeEach
    void begin() throws IOException {
        station = new Station(folder, 1);
        root = Files.createDirectory(folder.resolve("root"));
        Files.write(root.resolve("image.bin"), content);
        addStore();
        serving = station.engine.servingForBundle();
    }

    void addStore() {
        station.engine.stores().add(folderStore(), 0, 0);
    }

    PayloadFolder folderStore() {
        return new PayloadFolder(
                station.engine.disk(),
                station.engine.digests(),
                Optional.of(root),
                Map.of("3", root.resolve("image.bin")),
                true);
    }

    /** Unfinished uploads that stand on the disk. */
    List<Path> staged() throws IOException {
        return files(root.resolve(".dtp/uploads"));
    }

    <T> T result(CompletionStage<T> stage) throws RefusedException {
        CompletableFuture<T> future = stage.toCompletableFuture();
        assertTrue(station.time.runUntil(future::isDone, Station.MINUTE_NS), "no answer in a minute");
        try {
            return future.join();
        } catch (CompletionException e) {
            throw (RefusedException) e.getCause();
        }
    }

    Why refusal(CompletionStage<?> stage) {
        try {
            result(stage);
            return null;
        } catch (RefusedException e) {
            return e.why();
        }
    }

    Offer offer(String name, byte[] bytes) throws IOException {
        return new Offer(PayloadInfo.named(name).size(bytes.length).digest(Station.digest(bytes)), true);
    }

    static void write(Reception reception, int from, int to, byte[] bytes) {
        for (int at = from; at < to; at += 1000) {
            int length = Math.min(1000, to - at);
            assertEquals(Sink.Take.MORE, reception.sink().write(at, ByteBuffer.wrap(bytes, at, length)));
        }
    }

    static List<Path> files(Path of) throws IOException {
        try (var entries = Files.list(of)) {
            return entries.toList();
        }
    }
}
