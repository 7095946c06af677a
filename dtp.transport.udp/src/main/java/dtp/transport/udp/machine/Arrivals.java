package dtp.transport.udp.machine;

import dtp.api.interval.IntervalSet;
import dtp.transport.udp.wire.Data;
import java.nio.ByteBuffer;
import java.util.stream.LongStream;

/** What a transfer has of its file: shared by the peers that send it. The machine's thread. */
final class Arrivals {
    private final long size;
    private final int piece;
    private final Pieces here;
    private final Pool pool = new Pool();
    private final Gather gather;
    private long left;
    private long strangers;
    private long duplicates;
    private boolean paused;
    private int peers = 1;

    Arrivals(long size, int piece, long count, Gather gather) {
        this.size = size;
        this.piece = piece;
        this.gather = gather;
        here = new Pieces(count);
    }

    /** Pieces [first, end) are wanted. */
    void want(long first, long end) {
        pool.add(first, end);
        left += end - first;
    }

    /** Marks as here what is not wanted, so that a stray piece is not written. */
    void refuse(long first, long end) {
        here.addAll(first, end);
    }

    Pieces here() {
        return here;
    }

    Pool pool() {
        return pool;
    }

    int piece() {
        return piece;
    }

    /** Nothing is missing. */
    boolean complete() {
        return left == 0;
    }

    /** Where all is wanted: some of it has come. */
    boolean hasAny() {
        return left < here.count();
    }

    /** Asking waits until the sink has room. */
    void pause(boolean value) {
        paused = value;
    }

    /** So many send at the same time, 1 or more. */
    void peers(int value) {
        peers = Math.max(1, value);
    }

    int peers() {
        return peers;
    }

    boolean paused() {
        return paused;
    }

    long duplicates() {
        return duplicates;
    }

    long strangers() {
        return strangers;
    }

    /** Takes the piece of a datagram. @return false when it is none of this file */
    boolean take(ByteBuffer in, int header) {
        long sequence = Data.sequence(in);
        int bytes = in.remaining() - header;
        if (sequence < 0 || sequence >= here.count() || bytes != Math.min(piece, size - sequence * piece)) {
            strangers++;
            return false;
        }
        if (!here.add(sequence)) {
            duplicates++;
            return true;
        }
        left--;
        in.position(in.position() + header);
        gather.put(sequence * piece, in);
        if (left == 0) {
            gather.flush();
        }
        return true;
    }

    /** Bytes that the sink did not take. */
    void lost(long offset, int bytes) {
        long first = offset / piece;
        long end = (offset + bytes + piece - 1) / piece;
        for (long i = first; i < end; i++) {
            here.remove(i);
        }
        pool.add(first, end);
        left += end - first;
    }

    /** How many of [first, end) are not here. */
    long left(long first, long end) {
        long n = 0;
        for (long i = first; i < end; i++) {
            n += here.has(i) ? 0 : 1;
        }
        return n;
    }

    /** Those that are not here, in bytes. */
    IntervalSet missing() {
        LongStream.Builder bounds = LongStream.builder();
        long count = here.count();
        long from = here.nextClear(0, count);
        while (from < count) {
            long end = here.nextSet(from, count);
            bounds.add(from * piece).add(Math.min(size, end * piece));
            from = here.nextClear(end, count);
        }
        return IntervalSet.ofBounds(bounds.build().toArray());
    }

    /** Puts those of [first, end) that are not here back to be asked for. */
    void missing(long first, long end) {
        long from = here.nextClear(first, end);
        while (from < end) {
            long to = here.nextSet(from, end);
            pool.add(from, to);
            from = here.nextClear(to, end);
        }
    }
}
