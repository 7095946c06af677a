package dtp.transport.zmq.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.transport.zmq.wire.Checksum;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever comes, every request has one answer, nothing escapes, and nothing is left when the peers have left. */
class ServerFuzzTest {
    private static final int MESSAGES = 100_000;
    private static final String[] VERBS = {"HELLO", "CHUNK", "CLOSE", "STAT", "FETCH", "READY", "", "hello"};
    private static final String[] NAMES = {
        "f", "g", "h", "../etc/passwd", "/abs", "a/../b", "", "\u0000", "n".repeat(300)
    };
    private static final String[] NUMBERS = {
        "0",
        "1",
        "3",
        "10",
        "-1",
        "",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999",
        "0x1",
        "1e9"
    };

    @Test
    void everyMessageOfEveryKindGetsExactlyOneAnswer() {
        long seed = Long.getLong("dtp.seed", 20_261_121L);
        SplittableRandom random = new SplittableRandom(seed);
        ServerRig rig = new ServerRig(new ServerSettings(60 * ServerRig.SECOND_NS, 1, 1 << 20, 100, 1 << 20, false));
        rig.serving.holds("h", ServerRig.bytes("0123456789"));
        Map<String, Integer> asked = new HashMap<>();
        for (int i = 0; i < MESSAGES; i++) {
            String peer = "peer" + random.nextInt(5);
            asked.merge(peer, 1, Integer::sum);
            rig.take(peer, random.nextInt(8) == 0, message(random));
            if (random.nextInt(1_000) == 0) {
                rig.pass(1 + random.nextInt(70));
            }
        }
        asked.forEach((peer, count) ->
                assertEquals(count, rig.answers(peer).size(), () -> "seed " + seed + ", answers to " + peer));
        assertTrue(rig.machine.rejected() > MESSAGES / 10);
        asked.keySet().forEach(rig.machine::onDisconnect);
        assertEquals(0, rig.serving.receiving());
        assertEquals(0, rig.serving.open());
        assertEquals(0, rig.machine.peers());
    }

    private static List<ByteBuffer> message(SplittableRandom random) {
        List<Object> frames = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            valid(random, frames);
            if (random.nextInt(4) == 0) {
                frames.set(random.nextInt(frames.size()), pick(random, NUMBERS));
            }
        } else {
            int count = random.nextInt(9);
            for (int i = 0; i < count; i++) {
                frames.add(any(random, i));
            }
        }
        return ServerRig.message(frames.toArray());
    }

    private static void valid(SplittableRandom random, List<Object> frames) {
        String name = NAMES[random.nextInt(3)];
        switch (random.nextInt(5)) {
            case 0 -> frames.addAll(List.of("HELLO", name));
            case 1 -> frames.addAll(List.of("HELLO", name, "DTP/1", 3, Checksum.SHA_256.of(ServerRig.frame("abc"))));
            case 2 -> frames.addAll(List.of(ServerRig.chunk(name, random.nextInt(4), "abc")));
            case 3 -> frames.addAll(List.of("CLOSE", name, 3));
            default -> frames.addAll(List.of("STAT", "h"));
        }
    }

    private static Object any(SplittableRandom random, int place) {
        if (place == 0 && random.nextInt(5) > 0) {
            return pick(random, VERBS);
        }
        return switch (random.nextInt(4)) {
            case 0 -> pick(random, NAMES);
            case 1 -> pick(random, NUMBERS);
            case 2 -> "0".repeat(random.nextInt(70));
            default -> {
                byte[] noise = new byte[random.nextInt(40)];
                random.nextBytes(noise);
                yield noise;
            }
        };
    }

    private static String pick(SplittableRandom random, String[] of) {
        return of[random.nextInt(of.length)];
    }
}
