package dtp.csp.session;

import dtp.api.HoleException;
import dtp.api.PartialContent;
import dtp.api.interval.Interval;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A reader with a channel of its own; the file keeps its identity when it is published, so it goes on then. Any thread. */
final class SessionContent implements PartialContent {
    private final SessionSets sets;
    private final Awaits awaits;
    private final FileChannel file;

    /** @param part where the bytes are while the session runs; {@code published} is tried when it is gone */
    SessionContent(SessionSets sets, Awaits awaits, Path part, Path published) throws IOException {
        this.sets = sets;
        this.awaits = awaits;
        FileChannel opened;
        try {
            opened = FileChannel.open(part, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            opened = FileChannel.open(published, StandardOpenOption.READ);
        }
        file = opened;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("position must be 0 or more but was " + position);
        }
        OptionalLong size = sets.size();
        if (size.isPresent() && position >= size.getAsLong()) {
            return -1;
        }
        if (!into.hasRemaining()) {
            return 0;
        }
        long end = sets.writtenFrom(position);
        if (end == position) {
            throw new HoleException(Awaits.holeAt(sets, position, new Interval(position, position + 1)));
        }
        int most = (int) Math.min(into.remaining(), end - position);
        ByteBuffer window = into.slice(into.position(), most);
        int n = file.read(window, position);
        if (n > 0) {
            into.position(into.position() + n);
        }
        return n;
    }

    @Override
    public CompletionStage<Void> await(Interval interval) {
        return awaits.await(interval).minimalCompletionStage();
    }

    /** Waits until the byte is there, the payload ends before it, or the patience is over. */
    private void patientlyAt(long position, Duration patience) throws IOException {
        OptionalLong size = sets.size();
        if (patience.isZero() || (size.isPresent() && position >= size.getAsLong())) {
            return;
        }
        CompletableFuture<Void> there = awaits.await(new Interval(position, position + 1));
        try {
            there.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            there.cancel(false); // read() says which hole it is
        } catch (ExecutionException e) {
            if (sets.size().isEmpty() || position < sets.size().getAsLong()) {
                throw new HoleException(Awaits.holeAt(sets, position, new Interval(position, position + 1)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new java.nio.channels.ClosedByInterruptException();
        }
    }

    @Override
    public SeekableByteChannel channel(Duration patience) {
        return new ContentChannel(patience);
    }

    @Override
    public InputStream stream(Duration patience) {
        return Channels.newInputStream(new ContentChannel(patience));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Position and patience over the reader; closing it leaves the reader open. One thread at a time. */
    private final class ContentChannel implements SeekableByteChannel {
        private final Duration patience;
        private long position;
        private boolean open = true;

        ContentChannel(Duration patience) {
            this.patience = patience;
        }

        private void check() throws IOException {
            if (!open) {
                throw new java.nio.channels.ClosedChannelException();
            }
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            check();
            patientlyAt(position, patience);
            int n = SessionContent.this.read(position, into);
            position += Math.max(0, n);
            return n;
        }

        @Override
        public int write(ByteBuffer from) {
            throw new java.nio.channels.NonWritableChannelException();
        }

        @Override
        public long position() throws IOException {
            check();
            return position;
        }

        @Override
        public SeekableByteChannel position(long to) throws IOException {
            check();
            if (to < 0) {
                throw new IllegalArgumentException("position must be 0 or more but was " + to);
            }
            position = to;
            return this;
        }

        @Override
        public long size() throws IOException {
            check();
            return sets.size().orElse(sets.written().end());
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new java.nio.channels.NonWritableChannelException();
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
