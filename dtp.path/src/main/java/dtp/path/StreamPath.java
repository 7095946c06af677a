package dtp.path;

import dtp.api.interval.Interval;
import dtp.path.PathCounters.Count;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * One direction of a path under streams of bytes, as a pure machine: bytes wait for the rate, and for contact, and arrive in
 * order after the delay. Nothing is lost: who offers asks for {@link #room} first. Losses, duplicates, reordering and corruption
 * of the description are not used. Time is an argument and never runs back. Called by one thread at a time.
 */
public final class StreamPath {
    /** Bytes on their way at most, whatever delay and rate; with {@link #room} the reader of a stream is held up. */
    public static final long MAX_FLYING_BYTES = 64 << 20;

    /** Some bytes that have arrived, or the end of their stream: an empty buffer. */
    public record Arrival(ByteBuffer bytes, Object tag) {}

    private record Flight(long dueNs, Arrival arrival) {}

    private final Fates fates;
    private final long startNs;
    private final ArrayDeque<Arrival> waiting = new ArrayDeque<>();
    private final ArrayDeque<Flight> flying = new ArrayDeque<>();
    private final long[] counts = new long[Count.values().length];
    private ContactView contacts;
    private Impairment impairment;
    private boolean clear;
    private long waitingBytes;
    private long flyingBytes;
    private double sentOfHead;
    private long sentUntilNs;
    private long lastDueNs = Long.MIN_VALUE;

    StreamPath(Impairment impairment, Fates fates, ContactView contacts, long startNs) {
        change(impairment);
        this.fates = fates;
        this.contacts = contacts;
        this.startNs = startNs;
        sentUntilNs = startNs;
    }

    private void change(Impairment value) {
        impairment = value;
        clear = value.delayNs() == 0
                && value.jitterNs() == 0
                && value.rateBytesPerSecond() == 0
                && value.cutsNs().isEmpty();
    }

    /** What holds from now on; what is on its way is not touched, what waits is. */
    public void change(PathModel model, Direction direction) {
        change(model.impairment(direction));
        contacts = new ContactView(model.contacts(), model.link());
    }

    /** False while the path is cut or without contact. */
    public boolean isUp(long nowNs) {
        return contacts.isUp(nowNs) && (impairment.cutsNs().isEmpty() || !isCut(nowNs));
    }

    private boolean isCut(long nowNs) {
        long since = Math.max(0, nowNs - startNs);
        return impairment.cutsNs().contains(since, since + 1);
    }

    /** True when the path does nothing to these bytes, so that they may be passed on at once; they are counted. */
    public boolean passes(int bytes, long nowNs) {
        if (!clear
                || !waiting.isEmpty()
                || !flying.isEmpty()
                || !contacts.isUp(nowNs)
                || contacts.rateBytesPerSecond(nowNs) > 0) {
            return false;
        }
        count(Count.OFFERED, bytes);
        count(Count.DELIVERED, bytes);
        return true;
    }

    /** Bytes that may be offered now: what finds no room stays with its sender, as TCP has it. */
    public long room(long nowNs) {
        advance(nowNs);
        long queue = Math.max(1, impairment.queueBytes()) - waitingBytes;
        return Math.max(0, Math.min(queue, MAX_FLYING_BYTES - flyingBytes));
    }

    /** Bytes to offer at once, so that a slow path is smooth. */
    public int chunkBytes(long nowNs) {
        long rate = rate(nowNs);
        return rate == 0 ? 1 << 16 : (int) Math.max(16, Math.min(1 << 16, rate / 100));
    }

    /** Takes a copy of the bytes, all of them; none are the end of the tag's stream. */
    public void offer(ByteBuffer bytes, Object tag, long nowNs) {
        advance(nowNs);
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        count(Count.OFFERED, copy.length);
        waiting.add(new Arrival(ByteBuffer.wrap(copy), tag));
        waitingBytes += copy.length;
        advance(nowNs);
    }

    /** Sends, from where it had come to, what the rate allows until now. */
    private void advance(long nowNs) {
        while (!waiting.isEmpty() && sentUntilNs <= nowNs) {
            long changeNs = Math.min(nowNs, nextChangeNs(sentUntilNs));
            if (isUp(sentUntilNs)) {
                long endNs = headSentNs();
                if (endNs <= changeNs) {
                    sentUntilNs = endNs;
                    headIsSent();
                    continue;
                }
                sentOfHead += (changeNs - sentUntilNs) * (double) rate(sentUntilNs) / 1e9;
            }
            if (changeNs == nowNs) {
                break;
            }
            sentUntilNs = changeNs;
        }
        sentUntilNs = Math.max(sentUntilNs, nowNs);
    }

    private long headSentNs() {
        long rate = rate(sentUntilNs);
        double rest = waiting.element().bytes().remaining() - sentOfHead;
        return rate == 0 ? sentUntilNs : sentUntilNs + Math.max(0, Math.round(rest * 1e9 / rate));
    }

    private void headIsSent() {
        Arrival head = waiting.remove();
        int bytes = head.bytes().remaining();
        waitingBytes -= bytes;
        flyingBytes += bytes;
        sentOfHead = 0;
        lastDueNs = Math.max(lastDueNs, sentUntilNs + fates.next(impairment).delayNs());
        flying.add(new Flight(lastDueNs, head));
    }

    /** 0 for no limit; a contact's rate is stricter knowledge than the path's own. */
    private long rate(long nowNs) {
        long contact = contacts.rateBytesPerSecond(nowNs);
        return contact > 0 ? contact : impairment.rateBytesPerSecond();
    }

    /** When the path next begins or ends to be up, or changes its rate. */
    public long nextChangeNs(long nowNs) {
        long next = contacts.nextChangeNs(nowNs);
        for (Interval cut : impairment.cutsNs()) {
            long from = startNs + cut.start();
            long to = startNs + cut.end();
            next = Math.min(next, from > nowNs ? from : to > nowNs ? to : Long.MAX_VALUE);
        }
        return next;
    }

    /** When to come back: something arrives, or the path changes while bytes wait. Long.MAX_VALUE for never. */
    public long nextDueNs() {
        long next = flying.isEmpty() ? Long.MAX_VALUE : flying.element().dueNs();
        if (!waiting.isEmpty()) {
            long changeNs = nextChangeNs(sentUntilNs);
            next = Math.min(next, isUp(sentUntilNs) ? Math.min(changeNs, headSentNs()) : changeNs);
        }
        return next;
    }

    /** The next bytes that have arrived by now, in order, the caller's to keep; null when there are none. */
    public Arrival poll(long nowNs) {
        advance(nowNs);
        if (flying.isEmpty() || flying.element().dueNs() > nowNs) {
            return null;
        }
        Arrival arrival = flying.remove().arrival();
        flyingBytes -= arrival.bytes().remaining();
        count(Count.DELIVERED, arrival.bytes().remaining());
        return arrival;
    }

    public PathCounters counters() {
        return new PathCounters(counts);
    }

    private void count(Count frames, int bytes) {
        counts[frames.slot]++;
        counts[frames == Count.OFFERED ? Count.OFFERED_BYTES.slot : Count.DELIVERED_BYTES.slot] += bytes;
    }
}
