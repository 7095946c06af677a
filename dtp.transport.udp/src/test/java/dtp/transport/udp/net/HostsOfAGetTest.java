package dtp.transport.udp.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Source;
import dtp.tck.doubles.RecordingSink;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hosts that are not found, among those of one get. */
class HostsOfAGetTest {
    private static final byte[] CONTENT = {1, 2, 3, 4, 5};
    /** A label is at most 63 letters long, so no server of names is asked. */
    private static final String NOWHERE = "n".repeat(64) + ".invalid";

    private final KftpHarness harness = new KftpHarness();
    private final RecordingSink sink = new RecordingSink();

    @AfterEach
    void close() {
        harness.close();
    }

    private End get(String authority) throws Exception {
        Endpoint endpoint = Endpoint.parse("kftp://" + authority + "/f");
        try (Source source = harness.transport().source(endpoint, TransferOptions.defaults())) {
            return source.fetch(IntervalSet.of(0, Long.MAX_VALUE), sink)
                    .end()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void oneThatIsNotFoundIsNotedAndTheOthersGiveTheFile() throws Exception {
        String there = harness.serve("f", CONTENT).authority();
        assertEquals(End.Kind.ENDED, get(NOWHERE + "," + there).kind());
        assertArrayEquals(CONTENT, sink.bytes());
        assertTrue(sink.notes().toString().contains(NOWHERE), () -> "" + sink.notes());
    }

    @Test
    void whereNoneIsFoundItIsTriedAgainLater() throws Exception {
        End end = get(NOWHERE + "," + NOWHERE);
        assertEquals(End.Kind.TRANSIENT, end.kind());
        assertEquals(Reason.Code.NO_CONTACT, end.reason().orElseThrow().code());
    }
}
