package dtp.csp.plan;

import dtp.api.interval.IntervalSet;

/**
 * One request on its way, as the planner sees it.
 *
 * @param wanted what was asked for
 * @param front the position behind the highest byte that came; 0 while none came
 * @param bytesPerSecond what it brings now; 0 while unknown
 * @param own true when it is the planned source's own
 */
public record InFlight(IntervalSet wanted, long front, long bytesPerSecond, boolean own) {
    /** What may still come: a source sends in ascending order, so nothing behind the front does. */
    public IntervalSet toCome() {
        return wanted.minus(IntervalSet.of(0, front));
    }
}
