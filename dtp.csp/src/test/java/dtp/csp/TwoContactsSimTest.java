package dtp.csp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.contact.ContactPlan;
import dtp.path.PathModel;
import dtp.tck.sim.SeededTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rehearsed pass of the README in virtual time: contact for 60 s, none for 60 s, contact for 60 s, at 9 600 bit/s with 3 %
 * loss. Nobody touches the session.
 */
class TwoContactsSimTest {
    private static final String PLAN = "link,start,end,rate\nspace,+0,+60,1200\nspace,+120,+180,1200\n";

    @TempDir
    Path folder;

    @SeededTest(20)
    void aGetThatWaitsForContactIsFinishedInTheSecondContactByItself(long seed) throws Exception {
        byte[] content = new byte[85_000];
        new Random(seed).nextBytes(content);
        PathModel path =
                PathModel.parse("loss=3%,delay=50ms").contacts("space", ContactPlan.parse(PLAN, Instant.EPOCH, 0));
        SimulatedPass pass = new SimulatedPass(Files.createDirectory(folder.resolve("s" + seed)), content, path, seed);
        TransferOptions options = TransferOptions.builder()
                .throughputBytesPerSecond(1_050)
                .waitForContact(true)
                .build();
        Session session = pass.session(pass.request().options(options).build()).orElseThrow();
        pass.time.runFor(Duration.ofMinutes(1).toNanos());
        long heldInFirst = session.status().heldBytes();
        assertTrue(heldInFirst > 45_000 && heldInFirst < content.length, () -> "held " + heldInFirst);
        pass.time.runFor(Duration.ofMinutes(2).toNanos());
        assertEquals(
                SessionState.COMPLETED,
                session.status().state(),
                () -> session.status().toString());
        assertArrayEquals(content, Files.readAllBytes(pass.output));
    }
}
