package dtp.transport.tcp.net;

import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadChangedException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.channel.DefaultFileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Sends ranges of a payload: by sendfile where there is a file and nothing to encrypt, else read on a thread that may block,
 * one piece ahead. The last piece is always read, and not before the kernel has all regions: only {@link Payload#read} sees that
 * the file has changed. The connection's event loop calls.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures come back through the pipeline or a listener
final class BodySender {
    private static final int REGION_BYTES = 2 << 20;
    private static final int READ_BYTES = 256 << 10;
    private static final int TAIL_BYTES = 64 << 10;
    /** What a record of TLS holds: nothing is copied to fill one. */
    private static final int RECORD_BYTES = 16 << 10;

    private static final int IN_FLIGHT = 2;
    private static final long LOOK_NS = 20_000_000L;

    private final Carrier carrier;
    private final Payload payload;
    private final IntervalSet ranges;
    private final LongSupplier bytesPerSecond;
    private final boolean plain;
    private final Optional<FileChannel> file;
    private int current;
    private long at;
    private long left;
    private int inFlight;
    private boolean reading;
    private boolean waiting;
    private boolean stopped;
    private long allowedNs = System.nanoTime();

    BodySender(Carrier carrier, Payload payload, IntervalSet ranges, LongSupplier bytesPerSecond) {
        this.carrier = carrier;
        this.payload = payload;
        this.ranges = ranges;
        this.bytesPerSecond = bytesPerSecond;
        plain = !Tls.isOn(carrier.channel());
        file = plain ? payload.channel() : Optional.empty();
        at = ranges.start();
        left = ranges.bytes();
    }

    void stop() {
        stopped = true;
    }

    void pump() {
        while (!stopped && !reading && !waiting && inFlight < IN_FLIGHT && left > 0) {
            boolean region = file.isPresent() && left > TAIL_BYTES;
            if (file.isPresent() && !region && inFlight > 0) {
                return; // the next that is written goes on
            }
            long rate = bytesPerSecond.getAsLong();
            if (rate != Long.MAX_VALUE && System.nanoTime() < allowedNs) {
                lookAgain();
                return;
            }
            Interval range = ranges.get(current);
            long most = region ? Math.min(REGION_BYTES, left - TAIL_BYTES) : READ_BYTES;
            if (rate != Long.MAX_VALUE) {
                most = Math.min(most, Math.max(1, rate / 20));
            }
            int bytes = (int) Math.min(most, range.end() - at);
            if (rate != Long.MAX_VALUE) {
                allowedNs = Math.max(allowedNs, System.nanoTime()) + (long) (bytes * 1e9 / rate);
            }
            long from = at;
            at += bytes;
            left -= bytes;
            if (at == range.end() && left > 0) {
                current++;
                at = ranges.get(current).start();
            }
            if (region) {
                inFlight++;
                write(new SharedRegion(file.get(), from, bytes), new Written(bytes, from + bytes, true));
                carrier.channel().flush();
            } else {
                read(from, bytes);
            }
        }
    }

    private void lookAgain() {
        waiting = true;
        carrier.channel()
                .eventLoop()
                .schedule(
                        () -> {
                            waiting = false;
                            carrier.bodyProgress(0); // it waits for its own limit, not for the peer
                            pump();
                        },
                        Math.min(LOOK_NS, Math.max(1, allowedNs - System.nanoTime())),
                        TimeUnit.NANOSECONDS);
    }

    private void read(long from, int bytes) {
        reading = true;
        try {
            carrier.readers().execute(() -> readNow(from, bytes));
        } catch (RejectedExecutionException e) {
            carrier.fail("this transport stops");
        }
    }

    private void readNow(long from, int bytes) {
        ByteBuf piece;
        try {
            piece = carrier.channel().alloc().directBuffer(bytes, bytes);
        } catch (OutOfMemoryError e) {
            carrier.later(nowNs -> carrier.fail("no memory to read the payload now: " + e.getMessage()));
            return;
        }
        Exception failed = null;
        try {
            ByteBuffer into = piece.internalNioBuffer(0, bytes);
            int base = into.position();
            while (into.hasRemaining()) {
                if (payload.read(from + into.position() - base, into) < 0) {
                    throw new IOException("it is shorter than it was");
                }
            }
            piece.writerIndex(bytes);
        } catch (IOException | RuntimeException e) {
            failed = e;
        }
        Exception why = failed;
        carrier.later(nowNs -> onRead(piece, why));
    }

    private void onRead(ByteBuf piece, Exception failed) {
        reading = false;
        if (stopped || failed != null) {
            piece.release();
            if (!stopped) {
                stopped = true;
                carrier.bodyFailed(failed);
            }
            return;
        }
        carrier.bodyProgress(0);
        inFlight++;
        while (!plain && piece.readableBytes() > RECORD_BYTES) {
            write(piece.readRetainedSlice(RECORD_BYTES), new Written(RECORD_BYTES, 0, false));
        }
        write(piece, new Written(piece.readableBytes(), 0, true));
        carrier.channel().flush();
        pump();
    }

    private void write(Object part, Written written) {
        ChannelProgressivePromise promise = carrier.channel().newProgressivePromise();
        promise.addListener(written);
        carrier.channel().write(part, promise);
    }

    /**
     * A piece on its way, or a part of one: its progress counts, so that a slow line is not a silent one. TLS tells no progress
     * but the end of each part.
     */
    private final class Written implements ChannelProgressiveFutureListener {
        private final long bytes;
        private final long fileBytes;
        private final boolean last;
        private long told;

        /**
         * @param fileBytes what the file must have at least for it; 0 where it was read before
         * @param last of its piece
         */
        Written(long bytes, long fileBytes, boolean last) {
            this.bytes = bytes;
            this.fileBytes = fileBytes;
            this.last = last;
        }

        @Override
        public void operationProgressed(ChannelProgressiveFuture future, long progress, long total) {
            carrier.bodyProgress(progress - told);
            told = progress;
        }

        @Override
        public void operationComplete(ChannelProgressiveFuture future) {
            inFlight -= last ? 1 : 0;
            if (!future.isSuccess()) {
                onUnsent(future.cause());
                return;
            }
            if (told < bytes) {
                operationProgressed(future, bytes, bytes);
            }
            if (!stopped && left == 0 && inFlight == 0 && !reading) {
                stopped = true;
                carrier.bodySent();
            } else {
                pump();
            }
        }

        private void onUnsent(Throwable cause) {
            if (!stopped && isShortened()) {
                stopped = true;
                carrier.bodyFailed(new PayloadChangedException("it is shorter than it was"));
            } else {
                carrier.fail(String.valueOf(cause.getMessage()));
            }
        }

        private boolean isShortened() {
            try {
                return fileBytes > 0 && file.get().size() < fileBytes;
            } catch (IOException e) {
                return true;
            }
        }
    }

    /** A part of a file that somebody else closes. */
    private static final class SharedRegion extends DefaultFileRegion {
        SharedRegion(FileChannel file, long position, long count) {
            super(file, position, count);
        }

        @Override
        protected void deallocate() {}
    }
}
