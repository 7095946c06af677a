package dtp.transport.udp.machine;

import dtp.transport.udp.wire.Limits;

/** Makes what takes in a server's pieces, and shares the limit of the transfer among those that send. One thread. */
final class Intakes {
    private final GetSpec spec;
    private final Crew crew;
    private final Haul haul;
    private final Surroundings around;
    private long limit;

    /** @param limit bytes of pieces a second that the transfer may take; Long.MAX_VALUE for no limit */
    Intakes(GetSpec spec, Crew crew, Haul haul, Surroundings around, long limit) {
        this.spec = spec;
        this.crew = crew;
        this.haul = haul;
        this.around = around;
        this.limit = limit;
    }

    Intake make(GetLane lane, long nowNs) {
        Lane l = lane.lane();
        if (l.ranges()) {
            return new RangedIntake(
                    l.line(),
                    l.number(),
                    l.trip(),
                    haul.arrivals(),
                    Limits.MAX_RANGES,
                    spec.fixedBytesPerSecond(),
                    limit(lane),
                    nowNs,
                    around.random());
        }
        boolean whole = crew.size() == 1 && haul.whole();
        if (whole) {
            // all of it comes by itself: nothing is left to be asked for until the stream ends
            haul.arrivals().pool().take(Long.MAX_VALUE, 1, haul.arrivals().here());
        }
        BaseIntake.Stream stream = whole ? BaseIntake.Stream.ASKED : BaseIntake.Stream.NONE;
        return new BaseIntake(l.line(), l.number(), l.trip(), haul.arrivals(), stream, nowNs);
    }

    /** Of each that sends: a rate that is kept, and a limit, are those of the whole transfer. */
    private long limit(GetLane lane) {
        long all = Math.min(limit, spec.fixedBytesPerSecond().orElse(Long.MAX_VALUE));
        long share = all == Long.MAX_VALUE ? all : Math.max(1, all / Math.max(1, crew.asked()));
        return Math.min(share, lane.lane().rate());
    }

    /** More or fewer send than when it was shared last. */
    void share() {
        if (haul.begun() && crew.asked() != haul.arrivals().peers()) {
            haul.arrivals().peers(crew.asked());
            limit(limit);
        }
    }

    void limit(long bytesPerSecond) {
        limit = bytesPerSecond;
        crew.all().stream()
                .filter(l -> l.intake() != null)
                .forEach(l -> l.intake().limit(limit(l)));
    }
}
