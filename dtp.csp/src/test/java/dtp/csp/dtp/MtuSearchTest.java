package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** csp-dtp.md §9: what pings prove, with as few of them as that needs. */
class MtuSearchTest {
    private int pings;

    private int search(int most, int buffer) {
        MtuSearch search = new MtuSearch(most);
        for (int mtu = search.next(); mtu != 0; mtu = search.next()) {
            pings++;
            search.answered(mtu <= buffer);
        }
        return search.proven();
    }

    @ParameterizedTest
    @CsvSource({
        "2048, 2048, 2048", "4096, 9000, 2048", "2048, 256, 256", "2048, 255, 0", "2048, 1023, 768",
        "2048, 1600, 1536", "1500, 2048, 1500", "1500, 400, 384", "256, 2048, 256", "300, 2048, 300"
    })
    void theLargestSizeThatComesBackIsProven(int own, int buffer, int proven) {
        assertEquals(proven, search(own, buffer));
        assertTrue(pings <= 8, pings + " pings");
    }

    @Test
    void aNodeThatAnswersNoPingIsAskedTwiceOnly() {
        assertEquals(0, search(2048, 0));
        assertEquals(2, pings);
    }

    @Test
    void onePingThatIsLostOnTheWayCostsNothingButItself() {
        MtuSearch search = new MtuSearch(2048);
        boolean lost = true;
        for (int mtu = search.next(); mtu != 0; mtu = search.next()) {
            search.answered(!lost);
            lost = !lost;
        }
        assertEquals(2048, search.proven());
    }
}
