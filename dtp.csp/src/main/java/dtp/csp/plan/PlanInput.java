package dtp.csp.plan;

import dtp.api.interval.IntervalSet;
import dtp.api.transport.SourceTraits;
import java.util.List;
import java.util.OptionalLong;

/**
 * All that the planner may look at.
 *
 * @param size bytes of the payload, while known
 * @param missing complement of what is accepted; ends at Long.MAX_VALUE while the size is unknown
 * @param inFlight requests of all sources, oldest first
 * @param traits of the source that is planned for
 * @param sources how many sources share the work, 1 or more
 * @param bytesPerSecond what this source brought lately; 0 while unknown
 * @param nowNs the engine's time
 */
public record PlanInput(
        OptionalLong size,
        IntervalSet missing,
        List<InFlight> inFlight,
        SourceTraits traits,
        int sources,
        long bytesPerSecond,
        long nowNs) {}
