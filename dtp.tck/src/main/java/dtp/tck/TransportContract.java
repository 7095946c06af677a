package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.transport.Source;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/**
 * What every transport must keep: one test for each sentence from [T01] to [T23] of {@code dtp.api.transport}, named after its
 * number; those of gets and of puts are inherited. A transport passes by a subclass that gives its harness. What a protocol
 * cannot do is skipped with the reason.
 */
public abstract class TransportContract extends PutContract {
    @Test
    void t01_anEndpointIsCheckedWithoutAskingAnybody() throws Exception {
        Endpoint nobody = harness.unreachable();
        Patience.returns("check", Patience.AT_ONCE_MS, () -> {
            harness.transport().check(nobody);
            return null;
        });
        assertFalse(harness.wrong().isEmpty(), "the harness must know an endpoint that is wrong");
        for (Endpoint wrong : harness.wrong()) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class, () -> harness.transport().check(wrong), wrong::toString);
            assertTrue(
                    e.getMessage() != null && !e.getMessage().isBlank(),
                    () -> "the message must name what is wrong with " + wrong);
        }
    }

    @Test
    void t02_aSourceIsMadeWithoutAskingAnybody() throws Exception {
        Endpoint nobody = harness.unreachable();
        Source source = Patience.returns(
                "source of an endpoint where nobody is",
                Patience.AT_ONCE_MS,
                () -> harness.transport().source(nobody, harness.options()));
        opened.add(source);
        assertTrue(source.traits().maxIntervals() >= 1);
    }

    @Test
    @Disabled(
            "untested: what a check or a source sends can only be seen on the wire of the protocol; that it waits for nobody is tested")
    void t02_untested_nothingIsSentByACheckOrByMakingASource() {}
}
