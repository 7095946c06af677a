package dtp.csp.rdp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What was sent and is not acknowledged: SYN, SYN|ACK and data, with the times at which each is due again. The node's thread.
 */
final class SendQueue {
    private static final long NS_PER_MS = 1_000_000L;
    private static final int MAX_DOUBLINGS = 10;

    /** One packet on its way. */
    static final class Entry {
        final int flags;
        final int counter;
        final int seq;
        final ByteBuffer data;
        private long firstNs;
        private long dueNs;
        private int sent;
        private long waitNs;

        private Entry(int flags, int counter, int seq, ByteBuffer data) {
            this.flags = flags;
            this.counter = counter;
            this.seq = seq;
            this.data = data;
        }

        boolean sentOnce() {
            return sent == 1;
        }
    }

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long ambiguousWaitNs;

    int size() {
        return entries.size();
    }

    Iterable<Entry> entries() {
        return entries;
    }

    /** @param data copied */
    Entry add(int flags, int counter, int seq, ByteBuffer data) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining());
        copy.put(data.duplicate()).flip();
        Entry entry = new Entry(flags, counter, seq, copy.asReadOnlyBuffer());
        entries.add(entry);
        return entry;
    }

    /** Notes that the entry goes out now; a client's next time is {@code baseNs} doubled each time. */
    void sentByClient(Entry entry, long baseNs, long nowNs) {
        noteSent(entry, nowNs);
        entry.waitNs = baseNs << Math.min(entry.sent - 1, MAX_DOUBLINGS);
        entry.dueNs = nowNs + entry.waitNs;
    }

    /** A server's next time is the next of the list, counted from the first time, then a period. */
    void sentByServer(Entry entry, List<Long> repeatMs, long periodMs, long nowNs) {
        noteSent(entry, nowNs);
        entry.dueNs = entry.sent <= repeatMs.size()
                ? Math.max(
                        entry.firstNs + repeatMs.get(entry.sent - 1) * NS_PER_MS,
                        nowNs + RdpOptions.MIN_REPEAT_MS * NS_PER_MS)
                : nowNs + periodMs * NS_PER_MS;
    }

    private static void noteSent(Entry entry, long nowNs) {
        if (entry.sent == 0) {
            entry.firstNs = nowNs;
        }
        entry.sent++;
    }

    /** Takes out what {@code ack} covers. @return time from first sending to now of the newest sent once, or -1 */
    long acknowledge(int ack, long nowNs) {
        long sample = -1;
        while (!entries.isEmpty() && Window.ahead(ack, entries.peek().seq) >= 0) {
            Entry entry = entries.poll();
            if (entry.sentOnce()) {
                sample = nowNs - entry.firstNs;
            } else {
                ambiguousWaitNs = entry.waitNs;
            }
        }
        return sample;
    }

    /** What a packet waited that was sent more than once and then acknowledged: its answer tells no round trip time. */
    long ambiguousWaitNs() {
        return ambiguousWaitNs;
    }

    void clear() {
        entries.clear();
    }

    boolean isDue(Entry entry, long nowNs) {
        return entry.sent > 0 && entry.dueNs - nowNs <= 0;
    }

    /** Time at which the first is due again, {@link Long#MAX_VALUE}: nothing to wait for. */
    long nextDueNs() {
        long next = Long.MAX_VALUE;
        for (Entry entry : entries) {
            if (entry.sent > 0) {
                next = Math.min(next, entry.dueNs);
            }
        }
        return next;
    }
}
