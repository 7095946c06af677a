package dtp.tck.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** An open file of a {@link SimulatedDisk}; every method is one call of the disk, which can be cut off or fail. Any thread. */
public final class SimulatedFile {
    private final SimulatedDisk disk;
    private final SimulatedInode inode;
    private boolean closed;

    SimulatedFile(SimulatedDisk disk, SimulatedInode inode) {
        this.disk = disk;
        this.inode = inode;
    }

    /** Writes all that is remaining; may be cut off, or run out of space, anywhere in it. */
    public void write(long position, ByteBuffer bytes) throws IOException {
        requireOpen();
        disk.write(inode, position, bytes);
    }

    /** Reads until {@code into} is full or the file ends. @return bytes read */
    public int read(long position, ByteBuffer into) throws IOException {
        requireOpen();
        synchronized (disk) {
            disk.call(() -> {});
            return inode.read(position, into);
        }
    }

    /** Makes what was written durable; or fails, and loses it, when the disk was told so. */
    public void force() throws IOException {
        requireOpen();
        disk.force(inode);
    }

    public long size() throws IOException {
        requireOpen();
        synchronized (disk) {
            disk.call(() -> {});
            return inode.size;
        }
    }

    public void truncate(long size) throws IOException {
        requireOpen();
        synchronized (disk) {
            disk.call(() -> inode.truncate(size));
        }
    }

    /** @return false when another open file has it */
    public boolean tryLock() throws IOException {
        requireOpen();
        synchronized (disk) {
            disk.call(() -> {});
            if (inode.lock != null) {
                return false;
            }
            inode.lock = this;
            return true;
        }
    }

    /** Drops the lock of every open file of this one, as POSIX does. Idempotent; every other method fails after it. */
    public void close() {
        synchronized (disk) {
            if (!closed) {
                closed = true;
                inode.lock = null;
            }
        }
    }

    private void requireOpen() throws ClosedChannelException {
        synchronized (disk) {
            if (closed) {
                throw new ClosedChannelException();
            }
        }
    }
}
