package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.api.payload.Payload;
import dtp.tck.broken.BrokenPayloads;
import dtp.tck.broken.BrokenSinks;
import dtp.tck.doubles.MemoryPayload;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contracts of sinks and payloads tried on those that break them. */
class ContractCatchesBrokenSinksAndPayloadsTest {
    private static long patienceMs;
    private static BrokenSinks.Broken sink;
    private static BrokenPayloads.Broken payload;

    @BeforeAll
    static void doNotWaitLong() {
        patienceMs = Patience.longMs();
        Patience.longMs(1_000);
    }

    @AfterAll
    static void waitAsBefore() {
        Patience.longMs(patienceMs);
        sink = null;
        payload = null;
    }

    static List<BrokenSinks.Broken> sinks() {
        return BrokenSinks.all();
    }

    static List<BrokenPayloads.Broken> payloads() {
        return BrokenPayloads.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sinks")
    void aBrokenSinkIsCaughtByTheTestOfItsSentence(BrokenSinks.Broken broken) {
        sink = broken;
        ContractRun.assertFailsOnly(broken.sentence(), BrokenSink.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("payloads")
    void aBrokenPayloadIsCaughtByTheTestOfItsSentence(BrokenPayloads.Broken broken) {
        payload = broken;
        ContractRun.assertFailsOnly(broken.sentence(), BrokenPayload.class);
    }

    @Test
    void everySentenceHasABrokenOne() {
        assertEquals(
                ContractRun.sentences(SinkContract.class),
                sinks().stream().map(BrokenSinks.Broken::sentence).collect(Collectors.toCollection(TreeSet::new)));
        assertEquals(
                ContractRun.sentences(PayloadContract.class),
                payloads().stream()
                        .map(BrokenPayloads.Broken::sentence)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Run by the tests above only. */
    static final class BrokenSink extends SinkContract {
        @Override
        protected SinkHarness harness() {
            assumeTrue(sink != null, "run by the tests above only");
            return new RecordingSinkHarness(sink.how());
        }
    }

    /** Run by the tests above only. */
    static final class BrokenPayload extends PayloadContract {
        @Override
        protected Payload payload(byte[] content) {
            assumeTrue(payload != null, "run by the tests above only");
            return payload.how().apply(new MemoryPayload("1", content));
        }

        @Override
        protected void change(Payload opened) {
            BrokenPayloads.good(opened).change();
        }
    }
}
