package dtp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.VerificationReport;
import dtp.api.VerificationReport.Outcome;
import dtp.api.payload.Digest;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerifyTest extends CommandTest {
    private static final Digest HAS = Digest.parse("sha256:" + "0a".repeat(32));
    private static final Digest OTHER = Digest.parse("sha256:" + "0b".repeat(32));

    /** What the engine found, as the test has it. */
    private record Found(Path file, Outcome outcome, Optional<Digest> computed, Optional<Digest> expected)
            implements VerificationReport {
        @Override
        public long bytes() {
            return 3;
        }

        @Override
        public String text() {
            return "3 bytes were read";
        }
    }

    private void finds(Outcome outcome, Optional<Digest> computed, Optional<Digest> expected) {
        sessions.report = new Found(home.resolve("OUT"), outcome, computed, expected);
    }

    @Test
    void aFileThatHasTheDigestThatWasToldIsVerified() {
        finds(Outcome.VERIFIED, Optional.of(HAS), Optional.of(HAS));
        assertEquals(0, run("verify OUT"));
        assertEquals("verified " + HAS, lastLine());
    }

    @Test
    void aFileThatHasAnotherEndsWithOneAndIsNotCalledVerified() {
        finds(Outcome.MISMATCH, Optional.of(HAS), Optional.of(OTHER));
        assertEquals(1, run("verify OUT"));
        assertTrue(!out().contains("verified"), out());
    }

    @Test
    void withoutAKnownDigestTheOneOfTheFileIsToldAndNothingIsPromised() {
        finds(Outcome.NO_DIGEST_KNOWN, Optional.of(HAS), Optional.empty());
        assertEquals(0, run("verify OUT"));
        assertEquals("not verified: no digest is known; the file has " + HAS, lastLine());
    }

    @Test
    void whatIsNotCompleteEndsWithThree() {
        finds(Outcome.INCOMPLETE, Optional.empty(), Optional.empty());
        assertEquals(3, run("verify OUT"));
    }

    @Test
    void theDigestThatIsNamedDecidesWhereNoneIsKnown() {
        finds(Outcome.NO_DIGEST_KNOWN, Optional.of(HAS), Optional.empty());
        assertEquals(0, run("verify OUT --digest " + HAS));
        assertEquals("verified " + HAS, lastLine());
        assertEquals(1, run("verify OUT --digest " + OTHER));
        assertTrue(err().contains("has " + HAS + ", not " + OTHER), err());
    }

    @Test
    void aDigestThatIsNoneIsWrongUsage() {
        finds(Outcome.NO_DIGEST_KNOWN, Optional.of(HAS), Optional.empty());
        assertEquals(2, run("verify OUT --digest sha256:12"));
    }

    @Test
    void aFileThatIsNotThereEndsWithOneAndItsName() {
        assertEquals(1, run("verify OUT"));
        assertTrue(err().contains(home.resolve("OUT") + " is not there"), err());
    }

    @Test
    void programsReadTheOutcomeAndTheExitCode() {
        finds(Outcome.MISMATCH, Optional.of(HAS), Optional.of(OTHER));
        assertEquals(1, run("verify OUT --json"));
        assertTrue(out().contains("\"outcome\":\"MISMATCH\""), out());
        assertTrue(out().contains("\"exit\":1"), out());
    }
}
