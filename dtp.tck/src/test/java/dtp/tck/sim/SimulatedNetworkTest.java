package dtp.tck.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.path.PathCounters.Count;
import dtp.path.PathModel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Links of impaired paths in virtual time. */
class SimulatedNetworkTest {
    private static final long S = 1_000_000_000;

    @SeededTest(20)
    void aSeedRepeatsItself(long seed) {
        assertEquals(story(seed), story(seed));
    }

    @Test
    void anotherSeedTellsAnotherStory() {
        assertNotEquals(story(1), story(2));
    }

    /** Two ends that answer each other over a bad link, with when each frame came. */
    private static List<String> story(long seed) {
        VirtualTime time = new VirtualTime(seed);
        SimulatedNetwork network = new SimulatedNetwork(time, seed);
        SimulatedLink link = network.link(
                "space", PathModel.parse("loss=0.1,delay=5ms,jitter=2ms,dup=0.05,reorder=0.1,corrupt=0.05"));
        List<String> story = new ArrayList<>();
        link.b().onFrame(f -> {
            story.add("b " + time.nowNs() + " " + f.getInt(0));
            link.b().send(f);
        });
        link.a().onFrame(f -> story.add("a " + time.nowNs() + " " + f.getInt(0)));
        for (int i = 0; i < 50; i++) {
            int number = i;
            time.after(
                    i * 1_000_000L, () -> link.a().send(ByteBuffer.allocate(4).putInt(0, number)));
        }
        time.runFor(S);
        assertEquals(0, link.a().inFlight() + link.b().inFlight());
        return story;
    }

    @Test
    void onceTheFaultsStopEverythingArrives() {
        VirtualTime time = new VirtualTime(1);
        SimulatedNetwork network = new SimulatedNetwork(time, 1);
        SimulatedLink link = network.link("space", PathModel.parse("loss=1,delay=10ms,ab.cut=0s..99s"));
        List<ByteBuffer> arrived = new ArrayList<>();
        link.b().onFrame(arrived::add);
        link.a().send(ByteBuffer.allocate(1));
        network.stopFaults();
        link.a().send(ByteBuffer.allocate(2));
        time.runFor(S);
        assertEquals(List.of(ByteBuffer.allocate(2)), arrived);
        assertEquals(10_000_000, link.a().impairment().delayNs());
        assertEquals(2, link.a().counters().get(Count.OFFERED));
    }

    @Test
    void linksHaveNames() {
        SimulatedNetwork network = new SimulatedNetwork(new VirtualTime(1), 1);
        SimulatedLink link = network.link("space", PathModel.parse(""));
        assertEquals(link, network.link("space"));
        assertThrows(IllegalArgumentException.class, () -> network.link("space", PathModel.parse("")));
        assertThrows(IllegalArgumentException.class, () -> network.link("ground"));
    }

    @Test
    void theReplayCommandNamesTestAndSeed() {
        String command = ReplayHint.command("SessionSimTest#everySeedEndsComplete", "42");
        assertTrue(command.contains("-Dtest='SessionSimTest#everySeedEndsComplete' -Ddtp.seed=42"), command);
        assertTrue(command.contains("-pl dtp.tck "), command);
    }
}
