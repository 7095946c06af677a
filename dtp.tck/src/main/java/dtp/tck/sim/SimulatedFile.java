package dtp.tck.sim;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link SimulatedDisk}; every method is one call of the disk, which can be cut off or fail. Any thread. */
public final class SimulatedFile {
    private final SimulatedDisk disk;
    private final SimulatedInode inode;

    SimulatedFile(SimulatedDisk disk, SimulatedInode inode) {
        this.disk = disk;
        this.inode = inode;
    }

    /** Writes all that is remaining; may be cut off, or run out of space, anywhere in it. */
    public void write(long position, ByteBuffer bytes) throws IOException {
        disk.write(inode, position, bytes);
    }

    /** Reads until {@code into} is full or the file ends. @return bytes read */
    public int read(long position, ByteBuffer into) throws IOException {
        synchronized (disk) {
            disk.call(() -> {});
            return inode.read(position, into);
        }
    }

    /** Makes what was written durable; or fails, and loses it, when the disk was told so. */
    public void force() throws IOException {
        disk.force(inode);
    }

    public long size() {
        synchronized (disk) {
            disk.call(() -> {});
            return inode.size;
        }
    }

    public void truncate(long size) {
        synchronized (disk) {
            disk.call(() -> inode.truncate(size));
        }
    }

    /** @return false when another open file has it */
    public boolean tryLock() {
        synchronized (disk) {
            disk.call(() -> {});
            if (inode.lock != null) {
                return false;
            }
            inode.lock = this;
            return true;
        }
    }

    /** Drops the lock of every open file of this one, as POSIX does. */
    public void close() {
        synchronized (disk) {
            inode.lock = null;
        }
    }
}
