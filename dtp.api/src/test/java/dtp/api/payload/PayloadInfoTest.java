package dtp.api.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PayloadInfoTest {
    private static final Digest ONE = new Digest(Digest.SHA_256, new byte[32]);
    private static final Digest OTHER = Digest.parse("SHA256:" + "Ab".repeat(32));
    private static final Digest SHA_1 = new Digest("SHA-1", new byte[20]);

    @Test
    void payloadsOfUnknownSizeOrDigestMayBeTheSame() {
        PayloadInfo a = PayloadInfo.named("a");
        assertTrue(a.mayBe(PayloadInfo.named("b").size(5).digest(ONE)));
        assertTrue(a.size(5).mayBe(PayloadInfo.named("b").size(5)));
        assertFalse(a.size(5).mayBe(PayloadInfo.named("a").size(6)));
        assertFalse(a.digest(ONE).mayBe(a.digest(OTHER)));
    }

    @Test
    void digestsOfDifferentAlgorithmsDoNotContradict() {
        assertTrue(
                PayloadInfo.named("a").digest(ONE).mayBe(PayloadInfo.named("a").digest(SHA_1)));
    }

    @Test
    void theTimeOfModificationIsNoPartOfIdentity() {
        assertTrue(PayloadInfo.named("a")
                .modified(Instant.EPOCH)
                .mayBe(PayloadInfo.named("a").modified(Instant.MAX)));
    }

    @Test
    void learningKeepsWhatIsKnownAndAddsTheRest() {
        PayloadInfo known = PayloadInfo.named("a").size(5);
        PayloadInfo learnt =
                known.learn(PayloadInfo.named("b").size(6).digest(ONE).modified(Instant.EPOCH));
        assertEquals(PayloadInfo.named("a").size(5).digest(ONE).modified(Instant.EPOCH), learnt);
    }

    @Test
    void theTextOfADigestReadsBack() {
        assertEquals("sha256:" + "ab".repeat(32), OTHER.toString());
        assertEquals(OTHER, Digest.parse(OTHER.toString()));
        assertEquals(SHA_1, Digest.parse(SHA_1.toString()));
    }

    @Test
    void whatIsNoDigestIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Digest.parse("abcd"));
        assertThrows(IllegalArgumentException.class, () -> Digest.parse("md5:abcd"));
        assertThrows(IllegalArgumentException.class, () -> Digest.parse("sha256:abcd"));
        assertThrows(IllegalArgumentException.class, () -> Digest.parse("sha256:" + "zz".repeat(32)));
        assertThrows(
                IllegalArgumentException.class, () -> PayloadInfo.named("a").size(-1));
    }
}
