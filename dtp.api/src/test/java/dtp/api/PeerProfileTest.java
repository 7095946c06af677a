package dtp.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerProfileTest {
    private static final String SAT1 =
            "sat1 = csp://5, version 1, mtu 200, 2 kB/s, connections 3, payload 3 = image.bin";

    @Test
    void everyPartOfALineIsRead() {
        PeerProfile profile = PeerProfile.parse(SAT1);
        assertEquals("sat1", profile.name());
        assertEquals("csp", profile.scheme());
        assertEquals("5", profile.authority());
        assertEquals(OptionalInt.of(1), profile.version());
        assertEquals(OptionalInt.of(200), profile.mtu());
        assertEquals(OptionalLong.of(2_000), profile.throughputBytesPerSecond());
        assertEquals(OptionalInt.of(3), profile.connections());
    }

    @Test
    void aPayloadIsFoundByItsIdAndByItsFileName() {
        PeerProfile profile = PeerProfile.parse(SAT1);
        assertEquals(Endpoint.parse("csp://5/3"), profile.endpoint("3"));
        assertEquals(Endpoint.parse("csp://5/3"), profile.endpoint("image.bin"));
        assertEquals("image.bin", profile.fileName("3").orElseThrow());
        assertTrue(profile.fileName("4").isEmpty());
    }

    @Test
    void whatTheUserAskedForWinsOverTheProfile() {
        PeerProfile profile = PeerProfile.parse(SAT1);
        TransferOptions open = profile.complete(TransferOptions.defaults());
        assertEquals(OptionalInt.of(200), open.mtu());
        assertEquals(OptionalLong.of(2_000), open.throughputBytesPerSecond());
        TransferOptions asked =
                profile.complete(TransferOptions.builder().mtu(100).build());
        assertEquals(OptionalInt.of(100), asked.mtu());
    }

    @Test
    void aRateThatIsToBeFoundIsNotTheProfilesButItsMtuIs() {
        PeerProfile profile = PeerProfile.parse(SAT1);
        TransferOptions asked =
                profile.complete(TransferOptions.builder().findThroughput().build());
        assertEquals(OptionalLong.empty(), asked.throughputBytesPerSecond());
        assertEquals(OptionalInt.of(200), asked.mtu());
        TransferOptions again = asked.with().throughputBytesPerSecond(7).build();
        assertEquals(OptionalLong.of(7), profile.complete(again).throughputBytesPerSecond());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sat1",
                "= csp://5",
                "sat 1 = csp://5",
                "s = csp://5, mtu",
                "s = csp://5, mtu 8",
                "s = csp://5, mtu x",
                "s = csp://5, version 3",
                "s = csp://5, 2 kb",
                "s = csp://5, 0 kB/s",
                "s = csp://5, x kB/s",
                "s = csp://5, payload 3",
                "s = csp://5, connections 4",
                "s = csp://5, color red"
            })
    void aLineThatIsWrongIsRefusedAndQuoted(String line) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> PeerProfile.parse(line));
        assertTrue(e.getMessage().contains(line), e.getMessage());
    }
}
