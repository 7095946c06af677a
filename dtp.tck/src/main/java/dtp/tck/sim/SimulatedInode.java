package dtp.tck.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The bytes of one simulated file: as they read now, and as they are durable, by sectors. Guarded by the disk's lock. */
final class SimulatedInode {
    static final int SECTOR = 512;

    final long number;
    final Map<Long, byte[]> now = new HashMap<>();
    long size;
    long modifiedMs;
    /** The handle that has the lock; dropped when any handle is closed, as POSIX does. */
    Object lock;

    private final Map<Long, byte[]> durable = new HashMap<>();
    private long durableSize;
    private final List<Change> pending = new ArrayList<>();

    /** A sector as it was written, or, without bytes, a truncation to {@code end}. */
    private static final class Change {
        final long sector;
        final byte[] bytes;
        final long end;

        Change(long sector, byte[] bytes, long end) {
            this.sector = sector;
            this.bytes = bytes;
            this.end = end;
        }
    }

    SimulatedInode(long number) {
        this.number = number;
    }

    void write(long position, ByteBuffer bytes) {
        long at = position;
        while (bytes.hasRemaining()) {
            long sector = at / SECTOR;
            int offset = (int) (at % SECTOR);
            int length = Math.min(SECTOR - offset, bytes.remaining());
            byte[] content = now.getOrDefault(sector, new byte[SECTOR]).clone();
            bytes.get(content, offset, length);
            now.put(sector, content);
            at += length;
            size = Math.max(size, at);
            pending.add(new Change(sector, content, Math.min(size, (sector + 1) * SECTOR)));
        }
    }

    int read(long position, ByteBuffer into) {
        int total = 0;
        while (into.hasRemaining() && position + total < size) {
            long at = position + total;
            int offset = (int) (at % SECTOR);
            int length = (int) Math.min(Math.min(SECTOR - offset, into.remaining()), size - at);
            into.put(now.getOrDefault(at / SECTOR, new byte[SECTOR]), offset, length);
            total += length;
        }
        return total;
    }

    void truncate(long end) {
        if (end < size) {
            cut(now, end);
            size = end;
            pending.add(new Change(-1, null, end));
        }
    }

    private static void cut(Map<Long, byte[]> sectors, long end) {
        sectors.keySet().removeIf(sector -> sector * SECTOR >= end);
        byte[] last = sectors.get(end / SECTOR);
        if (last != null) {
            byte[] shorter = new byte[SECTOR];
            System.arraycopy(last, 0, shorter, 0, (int) (end % SECTOR));
            sectors.put(end / SECTOR, shorter);
        }
    }

    /** @return bytes that had to be written */
    long force() {
        long bytes = (long) pending.size() * SECTOR;
        pending.forEach(this::apply);
        durableSize = size;
        pending.clear();
        return bytes;
    }

    /** What a failed write-back leaves on Linux: some sectors got through, the rest is forgotten although it still reads. */
    void dropPending(Random random) {
        survive(random);
        pending.clear();
    }

    private void apply(Change change) {
        if (change.bytes == null) {
            cut(durable, change.end);
            durableSize = Math.min(durableSize, change.end);
        } else {
            durable.put(change.sector, change.bytes);
            durableSize = Math.max(durableSize, change.end);
        }
    }

    /** Any subset of what is not forced gets through, in the order of writing within a sector. */
    private void survive(Random random) {
        int outOf = random.nextInt(5); // none, all, or some
        for (Change change : pending) {
            if (outOf == 4 || random.nextInt(4) < outOf) {
                apply(change);
            }
        }
        if (random.nextBoolean() && size > durableSize && !pending.isEmpty()) {
            durableSize = size; // the length got through, the bytes read as zeros
        }
    }

    /** This file on a machine that has started anew. */
    SimulatedInode afterPowerCut(Random random) {
        survive(random);
        SimulatedInode survivor = new SimulatedInode(number);
        survivor.modifiedMs = modifiedMs;
        durable.forEach((sector, bytes) -> survivor.start(sector, bytes));
        survivor.size = durableSize;
        survivor.durableSize = durableSize;
        return survivor;
    }

    private void start(long sector, byte[] bytes) {
        now.put(sector, bytes);
        durable.put(sector, bytes);
    }
}
