package dtp.tck.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A disk in memory that can lose power at any call (durability.md §7). What is not forced survives a cut in any subset, torn at
 * 512 bytes; a name made, moved or deleted survives for certain only when its folder was forced. A force can fail once, and then
 * loses what it was to make durable, although it still reads. Paths are text with {@code /}; every folder exists. Any thread;
 * calls are serialised.
 */
public final class SimulatedDisk {
    private static final long SYNC_NS = 10_000_000;
    private static final long NS_PER_BYTE = 10; // 100 MB/s

    private final Random random;
    private final Map<String, SimulatedInode> names = new LinkedHashMap<>();
    private final Map<String, SimulatedInode> durableNames = new LinkedHashMap<>();
    private final List<NameChange> pending = new ArrayList<>();
    private long nextNumber = 1;
    private long calls;
    private long cutAt = Long.MAX_VALUE;
    private long busyNs;
    private long capacity = Long.MAX_VALUE;
    private int forcesToFail;
    private int writesToFail;
    private boolean hardLinks = true;

    /** {@code name} leads to {@code inode}, or nowhere; for a move {@code from} leads nowhere at the same instant. */
    private record NameChange(String name, SimulatedInode inode, String from) {
        boolean in(String folder) {
            return folderOf(name).equals(folder)
                    || (from != null && folderOf(from).equals(folder));
        }
    }

    public SimulatedDisk(Random random) {
        this.random = random;
    }

    /** The call with this number, counted from 1 over the life of this disk, is cut off, and so is every later one. */
    public synchronized void cutAt(long call) {
        cutAt = call;
    }

    /** Calls so far. */
    public synchronized long calls() {
        return calls;
    }

    /** Time that a disk with syncs of 10 ms + 100 MB/s would have spent on them, ns. */
    public synchronized long busyNs() {
        return busyNs;
    }

    /** Files may hold this many bytes in all, by sectors that were written; more is "No space left on device". */
    public synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    public synchronized void failNextForces(int many) {
        forcesToFail = many;
    }

    public synchronized void failNextWrites(int many) {
        writesToFail = many;
    }

    public synchronized void hardLinks(boolean supported) {
        hardLinks = supported;
    }

    /** The disk as the machine finds it when power is back. This one is of no use any more. */
    public synchronized SimulatedDisk afterPowerCut() {
        for (NameChange change : pending) {
            if (random.nextBoolean()) {
                apply(change, durableNames);
            }
        }
        SimulatedDisk next = new SimulatedDisk(random);
        Map<SimulatedInode, SimulatedInode> survivors = new HashMap<>();
        durableNames.forEach((name, inode) ->
                next.start(name, survivors.computeIfAbsent(inode, lost -> lost.afterPowerCut(random))));
        next.nextNumber = nextNumber;
        next.hardLinks = hardLinks;
        return next;
    }

    private void start(String name, SimulatedInode inode) {
        names.put(name, inode);
        durableNames.put(name, inode);
    }

    /** The process was killed, the machine runs on: all that was written reads, locks are gone. */
    public synchronized void killed() {
        cutAt = Long.MAX_VALUE;
        names.values().forEach(inode -> inode.lock = null);
    }

    /** Counts a call, and does it unless power fails: then perhaps. */
    synchronized void call(Runnable effect) {
        calls++;
        if (calls > cutAt) {
            throw new PowerCutException(cutAt);
        }
        if (calls == cutAt) {
            if (random.nextBoolean()) {
                effect.run();
            }
            throw new PowerCutException(cutAt);
        }
        effect.run();
    }

    private void step() {
        call(() -> {});
    }

    /** An existing file. @throws NoSuchFileException */
    public synchronized SimulatedFile open(String path) throws IOException {
        step();
        return new SimulatedFile(this, inode(path));
    }

    /** A new, empty file. @throws FileAlreadyExistsException */
    public synchronized SimulatedFile create(String path) throws IOException {
        requireFree(path);
        SimulatedInode made = new SimulatedInode(nextNumber++);
        call(() -> change(new NameChange(path, made, null)));
        return new SimulatedFile(this, made);
    }

    private SimulatedInode inode(String path) throws NoSuchFileException {
        SimulatedInode found = names.get(path);
        if (found == null) {
            throw new NoSuchFileException(path);
        }
        return found;
    }

    private void requireFree(String path) throws FileAlreadyExistsException {
        if (names.containsKey(path)) {
            throw new FileAlreadyExistsException(path);
        }
    }

    private void change(NameChange change) {
        apply(change, names);
        pending.add(change);
    }

    private static void apply(NameChange change, Map<String, SimulatedInode> to) {
        if (change.from() != null) {
            to.remove(change.from());
        }
        if (change.inode() == null) {
            to.remove(change.name());
        } else {
            to.put(change.name(), change.inode());
        }
    }

    /** @return false when hard links were switched off */
    public synchronized boolean link(String existing, String name) throws IOException {
        SimulatedInode inode = inode(existing);
        requireFree(name);
        if (hardLinks) {
            call(() -> change(new NameChange(name, inode, null)));
        }
        return hardLinks;
    }

    public synchronized void move(String from, String to) throws IOException {
        SimulatedInode inode = inode(from);
        call(() -> change(new NameChange(to, inode, from)));
    }

    /** @return false when there was none */
    public synchronized boolean delete(String path) {
        boolean there = names.containsKey(path);
        call(() -> {
            if (there) {
                change(new NameChange(path, null, null));
            }
        });
        return there;
    }

    public synchronized void forceDirectory(String folder) {
        call(() -> {
            Predicate<NameChange> inFolder = change -> change.in(folder);
            pending.stream().filter(inFolder).forEach(change -> apply(change, durableNames));
            pending.removeIf(inFolder);
        });
        busyNs += SYNC_NS;
    }

    void write(SimulatedInode inode, long position, ByteBuffer bytes) throws IOException {
        synchronized (this) {
            if (calls + 1 == cutAt) {
                bytes.limit(bytes.position() + partly(position, bytes.remaining()));
                inode.write(position, bytes);
                step();
            }
            if (writesToFail > 0) {
                writesToFail--;
                throw new IOException("Input/output error");
            }
            long free = Math.max(0, capacity - used());
            if (free < bytes.remaining()) {
                bytes.limit(bytes.position() + (int) free);
                inode.write(position, bytes);
                throw new IOException("No space left on device");
            }
            call(() -> inode.write(position, bytes));
        }
    }

    /** How much of a write gets through: it ends between two sectors. */
    private int partly(long position, int length) {
        long end = position + random.nextInt(length + 1);
        return (int) Math.max(0, end - end % SimulatedInode.SECTOR - position);
    }

    private long used() {
        return capacity == Long.MAX_VALUE
                ? 0
                : names.values().stream()
                                .distinct()
                                .mapToLong(inode -> inode.now.size())
                                .sum()
                        * SimulatedInode.SECTOR;
    }

    void force(SimulatedInode inode) throws IOException {
        synchronized (this) {
            if (forcesToFail > 0) {
                forcesToFail--;
                inode.dropPending(random);
                throw new IOException("Input/output error");
            }
            call(() -> busyNs += NS_PER_BYTE * inode.force());
            busyNs += SYNC_NS;
        }
    }

    public synchronized boolean exists(String path) {
        step();
        return names.containsKey(path);
    }

    public synchronized long size(String path) throws IOException {
        step();
        return inode(path).size;
    }

    /** The same for every name of one file, and after a cut. */
    public synchronized long number(String path) throws IOException {
        step();
        return inode(path).number;
    }

    public synchronized void setModified(String path, long epochMs) throws IOException {
        step();
        inode(path).modifiedMs = epochMs;
    }

    public synchronized long modified(String path) throws IOException {
        step();
        return inode(path).modifiedMs;
    }

    /** Paths of all files in a folder. */
    public synchronized List<String> list(String folder) {
        step();
        return names.keySet().stream()
                .filter(name -> folderOf(name).equals(folder))
                .toList();
    }

    private static String folderOf(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
