package dtp.path;

import dtp.path.PathCounters.Count;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * One direction of a path, as a pure machine: frames are offered, and polled when they are due. In the order of a radio: no
 * contact and full queue turn a frame away, sending takes its time at the path's rate, and what was sent may be lost on its way.
 * Time is an argument and never runs back. Called by one thread at a time.
 */
public final class ImpairedPath {
    /** Bytes on their way at most, whatever delay, rate and queue, and with {@link #FRAME_BYTES} for each frame. */
    public static final long MAX_FLYING_BYTES = 64 << 20;

    /** Memory that a frame takes beside its bytes. */
    static final int FRAME_BYTES = 128;

    /** What became of an offered frame. */
    public enum Verdict {
        /** Will arrive. */
        ACCEPTED,
        /** Lost by chance; took its share of the rate. */
        LOST,
        /** No room before the limited rate, or on the way: {@link #MAX_FLYING_BYTES}. */
        QUEUE_FULL,
        /** The path is cut; the ends are not told. */
        CUT,
        /** The contact plan has no contact, now or when the frame would have been sent. */
        NO_CONTACT
    }

    /** A frame that has arrived, the caller's to keep, and what was offered along with it (null for nothing). */
    public record Arrival(ByteBuffer frame, Object tag) {}

    private record Flight(long dueNs, long number, Arrival arrival) {}

    private final Fates fates;
    private final long startNs;
    private final PriorityQueue<Flight> flying =
            new PriorityQueue<>(Comparator.comparingLong(Flight::dueNs).thenComparingLong(Flight::number));
    private final long[] counts = new long[Count.values().length];
    private ContactView offering;
    private Impairment impairment;
    private boolean clear;
    private long freeNs;
    private long lastDueNs = Long.MIN_VALUE;
    private long number;
    private long flyingBytes;

    ImpairedPath(Impairment impairment, Fates fates, ContactView contacts, long startNs) {
        change(impairment);
        this.fates = fates;
        this.offering = contacts;
        this.startNs = startNs;
        this.freeNs = startNs;
    }

    /** What holds for frames from now on; those on their way are not touched. */
    public void change(Impairment value) {
        impairment = value;
        clear = value.toString().isEmpty();
    }

    /** As {@link #change(Impairment)}, and the contact plan that holds from now on. */
    public void change(PathModel model, Direction direction) {
        change(model.impairment(direction));
        offering = new ContactView(model.contacts(), model.link());
    }

    public Impairment impairment() {
        return impairment;
    }

    /**
     * True when the path does nothing to a frame, so that the caller may pass it on at once and need not offer it: it is counted as
     * delivered. Its chances are drawn all the same, so that a change of the path finds the seed's stream where it belongs.
     */
    public boolean passes(int bytes, long nowNs) {
        if (!clear || !flying.isEmpty() || !offering.isUp(nowNs) || offering.rateBytesPerSecond(nowNs) > 0) {
            return false;
        }
        fates.next(impairment);
        count(Count.OFFERED, 1);
        count(Count.OFFERED_BYTES, bytes);
        count(Count.DELIVERED, 1);
        count(Count.DELIVERED_BYTES, bytes);
        return true;
    }

    /** Takes a copy of the frame; its position is not moved. */
    public Verdict offer(ByteBuffer frame, long nowNs) {
        return offer(frame, null, nowNs);
    }

    /** As {@link #offer(ByteBuffer, long)}; {@code tag} arrives with the frame. */
    public Verdict offer(ByteBuffer frame, Object tag, long nowNs) {
        Fates.Fate fate = fates.next(impairment);
        int bytes = frame.remaining();
        count(Count.OFFERED, 1);
        count(Count.OFFERED_BYTES, bytes);
        Verdict verdict = admit(bytes, nowNs);
        if (verdict == Verdict.ACCEPTED) {
            freeNs = sentNs(bytes, nowNs);
            verdict = fate.lost() ? Verdict.LOST : air(freeNs);
        }
        switch (verdict) {
            case ACCEPTED -> fly(frame, tag, fate);
            case LOST -> count(Count.LOST, 1);
            case QUEUE_FULL -> count(Count.QUEUE_FULL, 1);
            case CUT -> count(Count.CUT, 1);
            case NO_CONTACT -> count(Count.NO_CONTACT, 1);
        }
        return verdict;
    }

    private Verdict admit(int bytes, long nowNs) {
        Verdict air = air(nowNs);
        if (air != Verdict.ACCEPTED) {
            return air;
        }
        if (flyingBytes + bytes + FRAME_BYTES > MAX_FLYING_BYTES) {
            return Verdict.QUEUE_FULL;
        }
        double waiting = Math.max(0, freeNs - nowNs) * (double) rate(nowNs) / 1e9;
        // A frame longer than the whole queue still passes when nothing waits.
        return waiting > 0 && waiting + bytes > impairment.queueBytes() ? Verdict.QUEUE_FULL : Verdict.ACCEPTED;
    }

    private Verdict air(long atNs) {
        if (!offering.isUp(atNs)) {
            return Verdict.NO_CONTACT;
        }
        long sinceStart = Math.max(0, atNs - startNs);
        return impairment.cutsNs().contains(sinceStart, sinceStart + 1) ? Verdict.CUT : Verdict.ACCEPTED;
    }

    /** 0 for no limit; a contact's rate is stricter knowledge than the path's own. */
    private long rate(long nowNs) {
        long contact = offering.rateBytesPerSecond(nowNs);
        return contact > 0 ? contact : impairment.rateBytesPerSecond();
    }

    private long sentNs(int bytes, long nowNs) {
        long rate = rate(nowNs);
        return rate == 0 ? nowNs : Math.max(nowNs, freeNs) + bytes * 1_000_000_000L / rate;
    }

    private void fly(ByteBuffer frame, Object tag, Fates.Fate fate) {
        byte[] copy = new byte[frame.remaining()];
        frame.get(frame.position(), copy);
        if (fate.bit() >= 0 && copy.length > 0) {
            int bit = (int) (fate.bit() % (copy.length * 8L));
            copy[bit / 8] ^= (byte) (1 << bit % 8);
            count(Count.CORRUPTED, 1);
        }
        // Jitter alone keeps the order: a late frame makes the following wait.
        long dueNs = Math.max(lastDueNs, freeNs + fate.delayNs());
        if (fate.held()) {
            dueNs += impairment.holdNs();
            count(Count.REORDERED, 1);
        } else {
            lastDueNs = dueNs;
        }
        fly(dueNs, copy, tag);
        if (fate.duplicated()) {
            fly(dueNs, copy.clone(), tag);
            count(Count.DUPLICATED, 1);
        }
    }

    private void fly(long dueNs, byte[] frame, Object tag) {
        flying.add(new Flight(dueNs, number++, new Arrival(ByteBuffer.wrap(frame), tag)));
        flyingBytes += frame.length + FRAME_BYTES;
    }

    /** When the next frame arrives; Long.MAX_VALUE when none is on its way. */
    public long nextDueNs() {
        return flying.isEmpty() ? Long.MAX_VALUE : flying.peek().dueNs();
    }

    /** The next frame that has arrived by now, the caller's to keep; null when there is none. */
    public ByteBuffer poll(long nowNs) {
        Arrival arrival = arrival(nowNs);
        return arrival == null ? null : arrival.frame();
    }

    /** As {@link #poll}, with the frame's tag. */
    public Arrival arrival(long nowNs) {
        if (nextDueNs() > nowNs) {
            return null;
        }
        Arrival arrival = flying.remove().arrival();
        flyingBytes -= arrival.frame().remaining() + FRAME_BYTES;
        count(Count.DELIVERED, 1);
        count(Count.DELIVERED_BYTES, arrival.frame().remaining());
        return arrival;
    }

    /** Frames on their way. */
    public int inFlight() {
        return flying.size();
    }

    public PathCounters counters() {
        return new PathCounters(counts);
    }

    private void count(Count what, long n) {
        counts[what.slot] += n;
    }
}
