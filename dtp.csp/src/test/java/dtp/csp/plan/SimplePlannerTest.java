package dtp.csp.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.interval.IntervalSet;
import dtp.api.transport.SourceTraits;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What the plain planner asks for, and when. */
class SimplePlannerTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final SimplePlanner planner = new SimplePlanner();

    private static PlanInput input(long size, IntervalSet missing, List<InFlight> inFlight, SourceTraits traits) {
        return new PlanInput(
                size < 0 ? OptionalLong.empty() : OptionalLong.of(size),
                missing,
                inFlight,
                traits,
                1,
                1_000,
                SECOND_NS);
    }

    private static InFlight own(IntervalSet wanted, long front, long rate) {
        return new InFlight(wanted, front, rate, true);
    }

    @Test
    void asksForEverythingWhileTheSizeIsUnknown() {
        IntervalSet all = IntervalSet.of(0, Long.MAX_VALUE);
        assertEquals(
                all,
                planner.plan(input(-1, all, List.of(), SourceTraits.ranged(8))).wanted());
    }

    @Test
    void anUnknownEndIsNotWidenedToTheUnit() {
        IntervalSet rest = IntervalSet.of(300, Long.MAX_VALUE);
        SourceTraits units = SourceTraits.ranged(8).unitBytes(248);
        assertEquals(rest, planner.plan(input(-1, rest, List.of(), units)).wanted());
    }

    @Test
    void asksForTheFirstGapsAsManyAsOneRequestTakesWidenedToTheUnit() {
        IntervalSet missing = IntervalSet.ofBounds(5, 20, 100, 110, 200, 210);
        SourceTraits two = SourceTraits.ranged(2).unitBytes(10);
        assertEquals(
                IntervalSet.ofBounds(0, 20, 100, 110),
                planner.plan(input(1_000, missing, List.of(), two)).wanted());
    }

    @Test
    void mergesGapsWhenWhatLiesBetweenIsCheaperThanAnInterval() {
        IntervalSet missing = IntervalSet.ofBounds(0, 10, 100, 110, 5_000, 5_010);
        SourceTraits dead = SourceTraits.ranged(2).nanosPerInterval(SECOND_NS / 2); // half a second at 1000 B/s
        assertEquals(
                IntervalSet.ofBounds(0, 110, 5_000, 5_010),
                planner.plan(input(10_000, missing, List.of(), dead)).wanted());
    }

    @Test
    void oneRequestAtATimeWhereTheSourceTakesNoMore() {
        IntervalSet missing = IntervalSet.ofBounds(0, 10, 500, 1_000);
        InFlight running = own(IntervalSet.of(0, 1_000), 500, 1_000);
        Plan plan = planner.plan(input(1_000, missing, List.of(running), SourceTraits.ranged(8)));
        assertTrue(plan.wanted().isEmpty());
        assertEquals(Plan.AT_NEXT_EVENT, plan.againAtNs());
    }

    @Test
    void repairsLineUpBehindARequestThatIsAboutToEnd() {
        IntervalSet missing = IntervalSet.ofBounds(0, 10, 500, 1_000);
        InFlight running = own(IntervalSet.of(0, 1_000), 500, 1_000);
        SourceTraits two = SourceTraits.ranged(8).concurrentFetches(2);
        assertEquals(
                IntervalSet.of(0, 10),
                planner.plan(input(1_000, missing, List.of(running), two)).wanted());
    }

    @Test
    void looksAgainWhenTheRunningRequestWillBeAboutToEnd() {
        IntervalSet missing = IntervalSet.ofBounds(0, 10, 500, 10_500);
        InFlight running = own(IntervalSet.of(0, 10_500), 500, 1_000); // ten seconds to go
        SourceTraits two = SourceTraits.ranged(8).concurrentFetches(2);
        Plan plan = planner.plan(input(10_500, missing, List.of(running), two));
        assertTrue(plan.wanted().isEmpty());
        assertEquals(9 * SECOND_NS, plan.againAtNs());
    }

    @Test
    void aRequestThatHasBroughtNothingYetIsJudgedByWhatTheSourceBroughtBefore() {
        IntervalSet missing = IntervalSet.ofBounds(0, 10, 500, 510);
        InFlight waiting = own(IntervalSet.of(0, 10), 0, 0);
        SourceTraits two = SourceTraits.ranged(1).concurrentFetches(2);
        assertEquals(
                IntervalSet.of(500, 510),
                planner.plan(input(1_000, missing, List.of(waiting), two)).wanted());
    }

    @Test
    void neverMoreThanTwoRequestsAtOneSource() {
        IntervalSet missing = IntervalSet.of(0, 1_000);
        List<InFlight> both = List.of(own(IntervalSet.of(0, 10), 0, 1_000), own(IntervalSet.of(20, 30), 0, 1_000));
        SourceTraits four = SourceTraits.ranged(8).concurrentFetches(4);
        assertTrue(planner.plan(input(1_000, missing, both, four)).wanted().isEmpty());
    }

    @Test
    void severalSourcesShareTheWorkAndNoneIsAskedForWhatAnotherBrings() {
        IntervalSet missing = IntervalSet.of(0, 1_000_000);
        InFlight other = new InFlight(IntervalSet.of(0, 250_000), 0, 0, false);
        PlanInput in = new PlanInput(
                OptionalLong.of(1_000_000), missing, List.of(other), SourceTraits.ranged(8), 2, 0, SECOND_NS);
        assertEquals(IntervalSet.of(250_000, 437_500), planner.plan(in).wanted());
    }

    @Test
    void aStreamFromZeroIsAskedForAllAndOnlyOnce() {
        IntervalSet missing = IntervalSet.of(500, 1_000);
        SourceTraits stream = SourceTraits.streamFromZero();
        assertEquals(
                IntervalSet.of(0, 1_000),
                planner.plan(input(1_000, missing, List.of(), stream)).wanted());
        InFlight running = own(IntervalSet.of(0, 1_000), 10, 1_000);
        assertTrue(planner.plan(input(1_000, missing, List.of(running), stream))
                .wanted()
                .isEmpty());
    }
}
