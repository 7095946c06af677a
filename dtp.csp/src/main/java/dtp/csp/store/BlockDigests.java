package dtp.csp.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * SHA-256 of blocks of equal length (durability.md §6), sparse. Kept in runs of {@value #RUN} blocks, 8 KiB each. Not
 * thread-safe; a copy that is handed over is not changed any more.
 */
public final class BlockDigests {
    public static final int DIGEST_BYTES = 32;
    private static final int RUN = 256;

    private int blockBytes;
    private int count;
    private final TreeMap<Long, Run> runs;

    private static final class Run {
        final byte[] digests = new byte[RUN * DIGEST_BYTES];
        final long[] present = new long[RUN / Long.SIZE];

        Run copy() {
            Run made = new Run();
            System.arraycopy(digests, 0, made.digests, 0, digests.length);
            System.arraycopy(present, 0, made.present, 0, present.length);
            return made;
        }

        boolean has(int slot) {
            return (present[slot >> 6] & (1L << slot)) != 0;
        }
    }

    BlockDigests() {
        runs = new TreeMap<>();
    }

    private BlockDigests(BlockDigests other) {
        blockBytes = other.blockBytes;
        count = other.count;
        Map<Long, Run> copies = new HashMap<>();
        other.runs.forEach((at, run) -> copies.put(at, run.copy()));
        runs = new TreeMap<>(copies);
    }

    BlockDigests copy() {
        return new BlockDigests(this);
    }

    /** Bytes of a block; 0 while no digest is known. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Number of blocks whose digest is known. */
    public int count() {
        return count;
    }

    /** The digest of block {@code block}, counted from 0. */
    public Optional<byte[]> digest(long block) {
        Run run = runs.get(Math.floorDiv(block, RUN));
        int slot = (int) Math.floorMod(block, (long) RUN);
        return run == null || !run.has(slot)
                ? Optional.empty()
                : Optional.of(Arrays.copyOfRange(run.digests, slot * DIGEST_BYTES, (slot + 1) * DIGEST_BYTES));
    }

    /** Digests of another block length replace all. */
    void put(int bytesOfABlock, long first, ByteBuffer digests) {
        if (bytesOfABlock != blockBytes) {
            runs.clear();
            count = 0;
            blockBytes = bytesOfABlock;
        }
        for (long block = first; digests.remaining() >= DIGEST_BYTES; block++) {
            Run run = runs.computeIfAbsent(block / RUN, at -> new Run());
            int slot = (int) (block % RUN);
            digests.get(run.digests, slot * DIGEST_BYTES, DIGEST_BYTES);
            if (!run.has(slot)) {
                run.present[slot >> 6] |= 1L << slot;
                count++;
            }
        }
    }

    /** Forgets every block that has a byte in [start, end). */
    void forget(long start, long end) {
        if (count == 0) {
            return;
        }
        long first = start / blockBytes;
        long last = (end - 1) / blockBytes;
        var touched =
                runs.subMap(first / RUN, true, last / RUN, true).entrySet().iterator();
        while (touched.hasNext()) {
            var entry = touched.next();
            Run run = entry.getValue();
            long base = entry.getKey() * RUN;
            for (int slot = (int) Math.max(0, first - base); slot < RUN && base + slot <= last; slot++) {
                if (run.has(slot)) {
                    run.present[slot >> 6] &= ~(1L << slot);
                    count--;
                }
            }
            if (Arrays.stream(run.present).allMatch(bits -> bits == 0)) {
                touched.remove();
            }
        }
    }

    /** Tells every run of neighbouring known blocks. */
    void forEachRun(RunVisitor visitor) {
        runs.forEach((at, run) -> {
            int slot = 0;
            while (slot < RUN) {
                int from = slot;
                while (slot < RUN && run.has(slot)) {
                    slot++;
                }
                if (slot > from) {
                    ByteBuffer part = ByteBuffer.wrap(run.digests, from * DIGEST_BYTES, (slot - from) * DIGEST_BYTES);
                    visitor.visit(at * RUN + from, part);
                } else {
                    slot++;
                }
            }
        });
    }

    /** Receives runs of digests. */
    interface RunVisitor {
        void visit(long firstBlock, ByteBuffer digests);
    }
}
