package dtp.csp.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A file of {@link RealDisk}; its channel's operations have ended when the call that starts them returns. Any thread. */
final class RealDiskFile implements DiskFile {
    private final AsynchronousFileChannel channel;

    RealDiskFile(AsynchronousFileChannel channel) {
        this.channel = channel;
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += done(channel.write(bytes, at));
        }
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        int total = 0;
        while (into.hasRemaining()) {
            int n = done(channel.read(into, position + total));
            if (n < 0) {
                break;
            }
            total += n;
        }
        return total;
    }

    /** The result of an operation that ran in this thread. Asking for it would still throw when an interrupt is pending. */
    private static int done(Future<Integer> operation) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return operation.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw rethrown(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException rethrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException failed ? failed : new IOException(cause);
    }

    @Override
    public void force(boolean metadata) throws IOException {
        channel.force(metadata);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public boolean tryLock() throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // another part of this process has it
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
