package dtp.shell.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static Figures of(double... values) {
        Figures figures = new Figures();
        for (double value : values) {
            figures.add(value);
        }
        return figures;
    }

    private static Row row(Row.Kind kind, String key, Wanted wanted, double... values) {
        Measurement never = () -> Sample.of(0);
        Row row = switch (kind) {
            case OURS -> Row.ours(key, "the " + key, "MB/s", never);
            case PEER -> Row.peer(key, "the " + key, "MB/s", never);
            case LIMIT -> Row.limit(key, "the " + key, "MB/s", never);
        };
        for (double value : values) {
            row.add(Sample.of(value));
        }
        return row.wanted(wanted);
    }

    @Test
    void theMedianIsTheOneInTheMiddleWhateverTheirOrder() {
        assertEquals(3, of(9, 1, 3).median());
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertEquals(2.5, of(4, 1, 2, 3).median());
    }

    @Test
    void ofNothingThereIsNoMedianAndNoSpread() {
        assertTrue(Double.isNaN(of().median()));
        assertTrue(Double.isNaN(of().least()));
        assertTrue(Double.isNaN(of().most()));
    }

    @Test
    void theSpreadIsLeastToMostAlsoOfNegativeFigures() {
        assertEquals(-3, of(2, -3, 1).least());
        assertEquals(2, of(2, -3, 1).most());
        assertEquals(-1, of(-3, -1).most());
    }

    @Test
    void whatIsWantedKnowsItsDirection() {
        assertTrue(Wanted.atLeast(171).isMetBy(171));
        assertFalse(Wanted.atLeast(171).isMetBy(170.9));
        assertTrue(Wanted.atMost(1.5).isMetBy(1.5));
        assertFalse(Wanted.atMost(1.5).isMetBy(1.6));
        assertTrue(Wanted.within(2).isMetBy(-2));
        assertFalse(Wanted.within(2).isMetBy(-2.1));
    }

    @Test
    void aPromiseIsNotKeptByNoFigureAndNoPromiseByAny() {
        assertFalse(Wanted.atLeast(0).isMetBy(Double.NaN));
        assertTrue(Wanted.more().isMetBy(Double.NaN));
    }

    @Test
    void whatIsWantedIsToldInTheUnitOfTheRow() {
        assertEquals(">= 171 MB/s", Wanted.atLeast(171).text("MB/s"));
        assertEquals("<= 1.5 s", Wanted.atMost(1.5).text("s"));
        assertEquals("", Wanted.less().text("s"));
    }

    @Test
    void twiceTheRateAndHalfTheTimeAreBothTwiceAsGood() {
        assertEquals(2, Wanted.more().timesAsGood(200, 100));
        assertEquals(2, Wanted.less().timesAsGood(1, 2));
        assertEquals(2, Wanted.within(1).timesAsGood(-0.5, 1));
    }

    @Test
    void aRatioIsThatOfTheMedians() {
        Row ours = row(Row.Kind.OURS, "get", Wanted.more(), 100, 300, 200).against("nginx", 1.5);
        Row other = row(Row.Kind.PEER, "nginx", Wanted.more(), 50, 100, 900);
        assertEquals(List.of(new Ratio("nginx", "the nginx", 2, 1.5)), Ratio.of(ours, List.of(ours, other)));
    }

    @Test
    void theBestPeerIsTheFastestOfThoseMeasured() {
        Row ours = row(Row.Kind.OURS, "get", Wanted.more(), 200).against(Row.BEST_PEER, 1);
        List<Row> table = List.of(
                ours,
                row(Row.Kind.PEER, "slow", Wanted.more(), 100),
                row(Row.Kind.PEER, "fast", Wanted.more(), 400),
                row(Row.Kind.PEER, "absent", Wanted.more()),
                row(Row.Kind.LIMIT, "limit", Wanted.more(), 1_000));
        Ratio ratio = Ratio.of(ours, table).get(0);
        assertEquals("the fast", ratio.name());
        assertEquals(0.5, ratio.times());
        assertFalse(ratio.met());
        assertEquals("0.50 x the fast (>= 1.00 x)", ratio.toString());
    }

    @Test
    void theBestOfAGroupIsNotOneOfAnother() {
        Row ours = row(Row.Kind.OURS, "get", Wanted.more(), 200).against("peer64/*", 1);
        List<Row> table = List.of(
                ours,
                row(Row.Kind.PEER, "peer64/slow", Wanted.more(), 50),
                row(Row.Kind.PEER, "peer64/fast", Wanted.more(), 100),
                row(Row.Kind.PEER, "peer/fastest", Wanted.more(), 400));
        assertEquals(List.of(new Ratio("peer64/*", "the peer64/fast", 2, 1)), Ratio.of(ours, table));
    }

    @Test
    void whatWasNotMeasuredIsNotCompared() {
        Row ours = row(Row.Kind.OURS, "get", Wanted.more(), 200).against("nginx");
        assertEquals(List.of(), Ratio.of(ours, List.of(ours, row(Row.Kind.PEER, "nginx", Wanted.more()))));
        assertEquals(List.of(), Ratio.of(ours, List.of(ours)));
    }

    @Test
    void theTimeOfAllProcessorsIsBusyUnlessIdleOrWaiting() {
        assertEquals(0.25, Machine.busy("cpu  10 0 10 100 0 0 0 0 0 0", "cpu  20 0 20 150 10 0 0 0 0 0"));
        assertTrue(Double.isNaN(Machine.busy("cpu  1 1 1 1 1 1 1 1", "cpu  1 1 1 1 1 1 1 1")));
    }
}
