package dtp.transport.udp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How a rate is dealt out among those who ask for a part of it. */
class SharesTest {
    private static final long ANY = Long.MAX_VALUE;
    private final Shares shares = new Shares(1_000);

    @Test
    void whoAskForAllHaveEqualParts() {
        assertEquals(1_000, shares.level());
        assertEquals(1_000, shares.level(ANY));
        assertEquals(250, shares.level(ANY, ANY, ANY, ANY));
    }

    @Test
    void whatSomeDoNotAskForTheOthersHave() {
        assertEquals(450, shares.level(ANY, 100, ANY));
        assertEquals(998, shares.level(1, 1, ANY));
        assertEquals(900, shares.level(100, 200), "room to grow for who asks for most");
        assertEquals(249, shares.level(600, 399, 500, 2_000, 1, 1, 1), "a quarter of what three leave");
    }

    @Test
    void itIsDealtOutAnewWhenTheirNumberChangesAndTenTimesASecond() {
        assertTrue(shares.due(1, 0));
        assertFalse(shares.due(1, 99_999_999));
        assertTrue(shares.due(2, 99_999_999));
        assertTrue(shares.due(2, 199_999_999));
        assertFalse(new Shares(ANY).due(1, 0), "there is nothing to deal out");
    }
}
