package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.tck.sim.SeededTest;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** durability.md §7: a session's files through power cuts and kills at every call to the disk. 100 seeds are 10 000 cuts. */
class PowerCutSimTest {
    private static final int CUTS_A_SEED = 100;
    private static final int MOST_CUTS_OF_A_LIFE = 8;

    @SeededTest(100)
    @Tag("slow")
    void nothingPromisedIsLostAndNothingElseIsClaimed(long seed) throws IOException {
        Random random = new Random(seed);
        for (int cuts = 0; cuts < CUTS_A_SEED; ) {
            SessionLife life = new SessionLife(random);
            while (life.cuts < MOST_CUTS_OF_A_LIFE && life.liveUntilCut(1 + random.nextInt(random.nextInt(150) + 1))) {
                life.crash();
            }
            life.liveUntilCut(Long.MAX_VALUE / 2);
            cuts += life.cuts;
        }
    }

    @Test
    void aCutAtEveryCallOfOneLifeLeavesWhatWasPromised() throws IOException {
        boolean cut = true;
        int call = 1;
        for (; cut; call++) {
            SessionLife life = new SessionLife(new Random(42));
            cut = life.liveUntilCut(call);
            life.crash();
            life.liveUntilCut(Long.MAX_VALUE / 2);
        }
        assertTrue(call > 50, "the life was only " + call + " calls long");
    }
}
