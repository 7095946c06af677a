package dtp.csp.plan;

import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Safe and plain: one request at a time to a source, and where the source takes more, one in line behind it for the gaps that
 * the running one has left. The first gaps come first; neighbours are merged when fetching what lies between them costs less
 * than another interval. Any thread.
 */
public final class SimplePlanner implements Planner {
    /** A second request goes out when the running one has at most this long to go. */
    static final long LINE_UP_NS = 2_000_000_000L;
    /** Thirty years: a time that can still be added to another. */
    private static final double MOST_NS = 1e18;
    /** What the first of several sources is asked for while nobody knows the size. */
    static final long FIRST_SHARE = 256 * 1024;
    /** Least bytes of one source's share. */
    static final long LEAST_SHARE = 64 * 1024;

    @Override
    public Plan plan(PlanInput in) {
        List<InFlight> own = in.inFlight().stream().filter(InFlight::own).toList();
        if (!in.traits().ranges()) {
            return own.isEmpty() && in.inFlight().isEmpty() && !in.missing().isEmpty()
                    ? Plan.ask(IntervalSet.of(0, end(in)))
                    : Plan.waitForEvent();
        }
        if (own.size() >= Math.min(2, in.traits().concurrentFetches())) {
            return Plan.waitForEvent();
        }
        IntervalSet free = free(in);
        if (free.isEmpty()) {
            return own.isEmpty() ? Plan.waitForEvent() : lookAgain(in, own.get(0), free);
        }
        if (own.isEmpty()) {
            return Plan.ask(choose(in, share(in, free)));
        }
        return lookAgain(in, own.get(0), free);
    }

    /** Missing and not on its way. */
    private static IntervalSet free(PlanInput in) {
        IntervalSet free = in.missing();
        for (InFlight f : in.inFlight()) {
            free = free.minus(f.toCome());
        }
        return free;
    }

    private static Plan lookAgain(PlanInput in, InFlight running, IntervalSet free) {
        long rate = running.bytesPerSecond() > 0 ? running.bytesPerSecond() : in.bytesPerSecond();
        if (rate == 0 || in.size().isEmpty()) {
            return Plan.waitForEvent();
        }
        long left = running.toCome().intersect(IntervalSet.of(0, end(in))).bytes();
        long leftNs = nanosFor(left, rate);
        long lineUpNs = Math.max(LINE_UP_NS, 2 * in.traits().turnaroundNanos());
        if (leftNs > lineUpNs) {
            return Plan.lookAgainAt(in.nowNs() + leftNs - lineUpNs);
        }
        return free.isEmpty() ? Plan.waitForEvent() : Plan.ask(choose(in, share(in, free)));
    }

    private static long nanosFor(long bytes, long rate) {
        return (long) Math.min(MOST_NS, (double) bytes / rate * 1e9);
    }

    /** With several sources a request takes a part only, smaller towards the end, so that they finish together. */
    private static IntervalSet share(PlanInput in, IntervalSet free) {
        if (in.sources() == 1) {
            return free;
        }
        long most = in.size().isEmpty() ? FIRST_SHARE : Math.max(LEAST_SHARE, free.bytes() / (2L * in.sources()));
        List<Interval> taken = new ArrayList<>();
        for (int i = 0; i < free.count() && most > 0; i++) {
            Interval gap = free.get(i);
            long length = Math.min(most, gap.length());
            taken.add(new Interval(gap.start(), gap.start() + length));
            most -= length;
        }
        return set(taken, taken.size());
    }

    /** At most maxIntervals of {@code free}, aligned to the source's unit, merged where that is cheaper. */
    private static IntervalSet choose(PlanInput in, IntervalSet free) {
        int most = in.traits().maxIntervals();
        // widening an end of Long.MAX_VALUE would overflow; the transport widens in any case
        IntervalSet aligned = in.size().isPresent() ? free.alignedTo(in.traits().unitBytes(), end(in)) : free;
        if (aligned.count() <= 1) {
            return aligned;
        }
        double bytesPerInterval = in.traits().nanosPerInterval() * (in.bytesPerSecond() / 1e9);
        List<Interval> chosen = new ArrayList<>();
        for (Interval gap : aligned) {
            Interval last = chosen.isEmpty() ? null : chosen.get(chosen.size() - 1);
            if (last != null && gap.start() - last.end() < bytesPerInterval) {
                chosen.set(chosen.size() - 1, new Interval(last.start(), gap.end()));
            } else if (chosen.size() == most) {
                break;
            } else {
                chosen.add(gap);
            }
        }
        return set(chosen, chosen.size());
    }

    private static IntervalSet set(List<Interval> intervals, int count) {
        long[] bounds = new long[2 * count];
        int n = 0;
        for (Interval i : intervals) {
            if (n > 0 && bounds[n - 1] == i.start()) {
                bounds[n - 1] = i.end();
            } else {
                bounds[n++] = i.start();
                bounds[n++] = i.end();
            }
        }
        return IntervalSet.ofBounds(Arrays.copyOf(bounds, n));
    }

    private static long end(PlanInput in) {
        OptionalLong size = in.size();
        return size.isPresent() ? size.getAsLong() : Long.MAX_VALUE;
    }
}
