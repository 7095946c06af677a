package dtp.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of {@code dtp serve} and {@code dtp get}, with the built jar. */
class GetIT {
    private static final int CHUNK = 2048 - 8;

    @TempDir
    Path folder;

    @Test
    @Tag("slow")
    void filesOfEverySizeComeDownVerified() throws Exception {
        int[] sizes = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 100 * CHUNK, 1_000_000};
        Pair pair = new Pair(folder, 1, 1);
        List<String> payloads = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            payloads.addAll(List.of("--payload", 20 + i + "=" + pair.made("payload" + i, sizes[i], i)));
        }
        try (DtpProcess server = pair.serve(payloads.toArray(String[]::new))) {
            for (int i = 0; i < sizes.length; i++) {
                Path received = folder.resolve("received" + i);
                List<String> command = List.of("get", "csp://10/" + (20 + i), "-o", received.toString());
                try (DtpProcess get = pair.client(command, "-m", "2048", "-t", "2M")) {
                    assertEquals(0, get.exit(), get.output());
                    assertTrue(get.output().contains("verified sha256:"), get.output());
                }
                assertEquals(-1, Files.mismatch(folder.resolve("payload" + i), received), sizes[i] + " bytes");
                assertFalse(Files.exists(folder.resolve("received" + i + ".dtp")));
                assertFalse(Files.exists(folder.resolve("received" + i + ".part")));
            }
            assertTrue(server.isAlive());
        }
    }

    @Test
    @Tag("slow")
    void fiftyMegabytesComeDownVerified() throws Exception {
        Pair pair = new Pair(folder, 50_000_000, 50);
        try (DtpProcess server = pair.serve();
                DtpProcess get = pair.get("-m", "2048", "-t", "20M")) {
            assertEquals(0, get.exit(), get.output());
            assertTrue(pair.isEqual());
            assertTrue(server.isAlive());
        }
    }

    @Test
    @Tag("slow")
    void aGibibyteComesDownVerifiedThoughBothSidesHaveSixtyFourMebibytesOfHeap() throws Exception {
        Pair pair = new Pair(folder, 1 << 30, 1 << 30);
        try (DtpProcess server = pair.serve();
                DtpProcess get = pair.get("-m", "2048", "-t", "100M")) {
            assertEquals(0, get.exit(), get.output());
            assertTrue(get.output().contains("verified sha256:"), get.output());
            assertTrue(pair.isEqual());
            assertTrue(server.isAlive());
        }
    }

    @Test
    void aFinishedFileIsNeverOverwrittenUnlessForced() throws Exception {
        Pair pair = new Pair(folder, 5_000, 1);
        Files.writeString(pair.output, "precious");
        try (DtpProcess server = pair.serve();
                DtpProcess refused = pair.get("-m", "2048")) {
            assertEquals(1, refused.exit(), refused.output());
            assertEquals("precious", Files.readString(pair.output));
            assertTrue(refused.output().contains("--force"), refused.output());
            try (DtpProcess forced = pair.get("-m", "2048", "--force")) {
                assertEquals(0, forced.exit(), forced.output());
                assertTrue(pair.isEqual());
            }
            assertTrue(server.isAlive());
        }
    }

    @Test
    void aPayloadThatTheServerDoesNotHaveFailsOnceAndSaysSo() throws Exception {
        Pair pair = new Pair(folder, 5_000, 1);
        try (DtpProcess server = pair.serve();
                DtpProcess get = pair.client(List.of("get", "csp://10/4", "-o", pair.output.toString()))) {
            assertEquals(1, get.exit(), get.output());
            assertTrue(get.output().contains("csp://10/4"), get.output());
            assertTrue(server.isAlive());
        }
    }

    @Test
    @Tag("slow")
    void wrongUsageExitsWithTwo() throws Exception {
        Pair pair = new Pair(folder, 1, 1);
        for (String[] wrong :
                new String[][] {{"get"}, {"get", "nonsense"}, {"fly"}, {"get", "csp://10/3", "-t", "fast"}}) {
            try (DtpProcess dtp = pair.look(wrong)) {
                assertEquals(2, dtp.exit(), dtp.output());
            }
        }
    }

    @Test
    void aRequiredDigestThatDiffersPublishesNothing() throws Exception {
        Pair pair = new Pair(folder, 5_000, 1);
        try (DtpProcess server = pair.serve();
                DtpProcess get = pair.get("-m", "2048", "--digest", "sha256:" + "ab".repeat(32))) {
            assertEquals(1, get.exit(), get.output());
            assertFalse(Files.exists(pair.output));
            assertTrue(server.isAlive());
        }
    }
}
