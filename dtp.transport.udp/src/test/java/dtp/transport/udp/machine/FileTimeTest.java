package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long a server is asked when its file was modified. */
class FileTimeTest {
    private static final long SECOND = 1_000_000_000L;

    private final FileTime time = new FileTime();
    private final RoundTrip trip = new RoundTrip();

    @Test
    void anAnswerFromBeforeTheFileWasOpenIsFollowedByAnotherQuestion() {
        assertTrue(time.ask(trip, 0));
        time.answered(Map.of("ranges", "1"));
        assertTrue(time.open());
        assertTrue(time.ask(trip, 1));
        time.answered(Map.of("size", "5", "modified", "7"));
        assertFalse(time.open());
        assertEquals(Optional.of(Instant.ofEpochMilli(7)), time.modified());
        assertEquals(Long.MAX_VALUE, time.deadlineNs());
    }

    @Test
    void whoAnswersThreeTimesWithoutASizeTellsNoTime() {
        for (int i = 0; i < 3; i++) {
            assertTrue(time.ask(trip, i));
            time.answered(Map.of());
        }
        assertFalse(time.open());
        assertEquals(Optional.empty(), time.modified());
    }

    @Test
    void whoAnswersNothingIsAskedNineTimesAndThenNoMore() {
        int asked = 0;
        for (int ms = 0; ms < 60_000; ms++) {
            asked += time.ask(trip, ms * SECOND / 1_000) ? 1 : 0;
        }
        assertEquals(9, asked);
        assertFalse(time.open());
    }

    @Test
    void aTimeThatIsNoNumberIsNone() {
        assertTrue(time.ask(trip, 0));
        time.answered(Map.of("size", "5", "modified", "yesterday"));
        assertFalse(time.open());
        assertEquals(Optional.empty(), time.modified());
    }
}
