package dtp.tck.broken;

import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadChangedException;
import dtp.api.payload.PayloadInfo;
import dtp.tck.doubles.MemoryPayload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** All payloads in this file are wrong, each in one way, and named after the sentence that it breaks. */
public final class BrokenPayloads {
    private BrokenPayloads() {}

    /** One for every sentence. */
    public static List<Broken<Function<MemoryPayload, Payload>>> all() {
        return List.of(
                new Broken<>("p01", "knows no size", good -> new Passing(good) {
                    @Override
                    public PayloadInfo info() {
                        return PayloadInfo.named("1");
                    }
                }),
                new Broken<>("p02", "reads nothing now and then", good -> new Passing(good) {
                    @Override
                    public int read(long position, ByteBuffer into) throws IOException {
                        return position == 7_001 ? 0 : super.read(position, into);
                    }
                }),
                new Broken<>("p03", "reads the new version", good -> new Passing(good) {
                    @Override
                    public int read(long position, ByteBuffer into) throws IOException {
                        try {
                            return super.read(position, into);
                        } catch (PayloadChangedException e) {
                            into.put((byte) 0);
                            return 1;
                        }
                    }
                }),
                new Broken<>("p04", "has another's digest", good -> new Passing(good) {
                    @Override
                    public CompletionStage<Digest> digest(String algorithm) {
                        return algorithm.equals(Digest.SHA_256)
                                ? CompletableFuture.completedStage(new Digest(algorithm, new byte[32]))
                                : super.digest(algorithm);
                    }
                }),
                new Broken<>("p05", "is read after close", good -> new Passing(good) {
                    @Override
                    public void close() {
                        // Stays open, that is the fault.
                    }
                }));
    }

    /** The good one behind it, so that a test can change it. */
    public static MemoryPayload good(Payload broken) {
        return ((Passing) broken).good;
    }

    /** Passes everything on. */
    private static class Passing implements Payload {
        private final MemoryPayload good;

        Passing(MemoryPayload good) {
            this.good = good;
        }

        @Override
        public PayloadInfo info() {
            return good.info();
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            return good.read(position, into);
        }

        @Override
        public CompletionStage<Digest> digest(String algorithm) {
            return good.digest(algorithm);
        }

        @Override
        public void close() {
            good.close();
        }
    }
}
