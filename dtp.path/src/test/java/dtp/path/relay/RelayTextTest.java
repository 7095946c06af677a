package dtp.path.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.contact.ContactPlan;
import dtp.path.Direction;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines that describe a relay's links. */
class RelayTextTest {
    private static RelayLine line(String text) {
        return RelayText.line(Arrays.asList(text.split(" ")), ContactPlan.always());
    }

    @Test
    void aLineHasNameKindEndsAndAPathForEitherWay() {
        RelayLine line = line("space: udp 7001 127.0.0.1:7002 loss=3% ab.delay=300ms,seed=7");
        assertEquals("space", line.name());
        assertEquals(RelayLine.Kind.UDP, line.kind());
        assertEquals(new RelayEnd(0, "127.0.0.1", 7001), line.a());
        assertEquals(0.03, line.path().impairment(Direction.B_TO_A).loss());
        assertEquals(0, line.path().impairment(Direction.B_TO_A).delayNs());
        assertEquals(300_000_000, line.path().impairment(Direction.A_TO_B).delayNs());
        assertEquals(7, line.path().seed());
    }

    @Test
    void aPairIsWrittenAsTheEndsOfACspLink() {
        RelayLine line = line("pair 9102@127.0.0.1:9002 9101@[::1]:9001");
        assertEquals(new RelayEnd(9102, "127.0.0.1", 9002), line.a());
        assertEquals(new RelayEnd(9101, "::1", 9001), line.b());
        assertEquals(RelayText.UNNAMED, line.name());
    }

    @Test
    void whatIsPrintedIsReadBack() {
        RelayLine line = line("x: tcp 7001 server:7002 rate=1200,stammer=1");
        assertEquals(line.toString(), line(line.toString()).toString());
    }

    @Test
    void aFileHasOneLinkALineAndRemarks() {
        List<RelayLine> links =
                RelayText.file("# the pass\n\none: udp 1 2 loss=1% # bad\ntwo: tcp 3 4\n", ContactPlan.always());
        assertEquals(List.of("one", "two"), links.stream().map(RelayLine::name).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "udp 1 | line 2: expected [NAME:]",
                "icmp 1 2 | line 2: expected [NAME:]",
                "udp 1 2 lose=3% | line 2: a path knows loss",
                "udp 1 2 loss=3 | line 2: loss: loss is a probability",
                "udp 1 2 loss | line 2: expected key=value but was loss",
                "udp 70000 2 | line 2: a port is a number from 0 to 65535",
                "pair 1 2 | line 2: expected LOCALPORT@HOST:PORT but was 1",
                "tcp 1 2 ab.loss=3% | line 2: a tcp link has no loss",
                "udp 1 2 stammer=1 | line 2: only a tcp link stammers",
                "tcp 1 2 stammer=0 | line 2: stammer: expected",
                "a: udp 1 2 | line 2: there is a link named a already",
            })
    void aWrongLineIsNamedAndSaysWhatIsWrong(String wrong, String says) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> RelayText.file("a: udp 1 2\n" + wrong, ContactPlan.always()));
        assertTrue(e.getMessage().startsWith(says), e.getMessage());
    }

    @Test
    void aFileWithoutLinksIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> RelayText.file("# nothing\n", ContactPlan.always()));
    }
}
