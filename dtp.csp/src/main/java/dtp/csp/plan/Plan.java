package dtp.csp.plan;

import dtp.api.interval.IntervalSet;
import java.util.Objects;

/** Ask for {@link #wanted()} now; or, when that is empty, look again at {@link #againAtNs()} or at the next event. Immutable. */
public final class Plan {
    /** No time is set: only an event changes anything. */
    public static final long AT_NEXT_EVENT = Long.MAX_VALUE;

    private final IntervalSet wanted;
    private final long againAtNs;

    private Plan(IntervalSet wanted, long againAtNs) {
        this.wanted = Objects.requireNonNull(wanted);
        this.againAtNs = againAtNs;
    }

    public static Plan ask(IntervalSet wanted) {
        return new Plan(wanted, AT_NEXT_EVENT);
    }

    public static Plan lookAgainAt(long nowNs) {
        return new Plan(IntervalSet.empty(), nowNs);
    }

    public static Plan waitForEvent() {
        return new Plan(IntervalSet.empty(), AT_NEXT_EVENT);
    }

    public IntervalSet wanted() {
        return wanted;
    }

    public long againAtNs() {
        return againAtNs;
    }

    @Override
    public String toString() {
        return wanted.isEmpty() ? "wait until " + againAtNs : "ask " + wanted;
    }
}
