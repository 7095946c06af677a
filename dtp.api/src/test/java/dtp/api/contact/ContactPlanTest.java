package dtp.api.contact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContactPlanTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final long S = 1_000_000_000L;

    private static ContactPlan plan(String... lines) {
        return ContactPlan.parse("link,start,end,rate\n" + String.join("\n", lines), START, 5 * S);
    }

    @Test
    void timesAreReadFromTheStartOfTheProgramAndAsUtc() {
        ContactPlan plan = plan("a,+1.5,+10,9600", "a,2026-11-21T10:01:00Z,2026-11-21T10:02:00Z,");
        ContactWindow first = plan.windows().get(0);
        assertEquals(5 * S + 1_500_000_000L, first.startNs());
        assertEquals(15 * S, first.endNs());
        assertEquals(OptionalLong.of(9600), first.rateBytesPerSecond());
        assertEquals(65 * S, plan.windows().get(1).startNs());
        assertTrue(plan.windows().get(1).rateBytesPerSecond().isEmpty());
    }

    @Test
    void aLinkIsUpInsideItsWindowsOnly() {
        ContactPlan plan = plan("a,+0,+10,", "*,+20,+30,");
        assertTrue(plan.isUp("a", 5 * S));
        assertFalse(plan.isUp("a", 15 * S));
        assertTrue(plan.isUp("a", 25 * S));
        assertFalse(plan.isUp("b", 5 * S));
        assertTrue(plan.isUp("b", 25 * S));
    }

    @Test
    void aLinkThatThePlanDoesNotNameIsAlwaysUp() {
        assertTrue(plan("a,+0,+10,").isUp("b", 100 * S));
        assertTrue(ContactPlan.always().isUp("a", 0));
        assertEquals(Long.MAX_VALUE, ContactPlan.always().nextChangeNs("a", 0));
    }

    @Test
    void theNextChangeIsTheNextStartOrEnd() {
        ContactPlan plan = plan("a,+0,+10,", "a,+20,+30,");
        assertEquals(5 * S, plan.nextChangeNs("a", 0));
        assertEquals(15 * S, plan.nextChangeNs("a", 5 * S));
        assertEquals(25 * S, plan.nextChangeNs("a", 15 * S));
        assertEquals(Long.MAX_VALUE, plan.nextChangeNs("a", 35 * S));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,+0,+10", ",+0,+10,", "a,+10,+10,", "a,x,+10,", "a,+0,2026,", "a,+0,+10,x", "a,+0,+10,0"})
    void aLineThatIsWrongIsNamedByItsNumber(String line) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> plan("# comment", line));
        assertTrue(e.getMessage().startsWith("line 3"), e.getMessage());
    }

    @Test
    void aPlanWithoutItsHeaderIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ContactPlan.parse("a,+0,+10,", START, 0));
    }

    @Test
    void aPlanMayHaveItsMostWindowsAndNoMore() {
        List<ContactWindow> most = java.util.Collections.nCopies(
                ContactPlan.MAX_WINDOWS, new ContactWindow("a", 0, 1, OptionalLong.empty()));
        assertEquals(ContactPlan.MAX_WINDOWS, ContactPlan.of(most).windows().size());
        List<ContactWindow> more = java.util.Collections.nCopies(
                ContactPlan.MAX_WINDOWS + 1, new ContactWindow("a", 0, 1, OptionalLong.empty()));
        assertThrows(IllegalArgumentException.class, () -> ContactPlan.of(more));
    }
}
