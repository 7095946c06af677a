package dtp.tck;

import dtp.api.payload.Payload;
import dtp.api.transport.Sink;
import dtp.tck.broken.BrokenPayloads;
import dtp.tck.broken.BrokenSinks;
import dtp.tck.doubles.MemoryPayload;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contracts of sinks and payloads tried on those that break them. */
class ContractCatchesBrokenSinksAndPayloadsTest {
    private static final ContractTrial<UnaryOperator<Sink>> SINKS =
            new ContractTrial<>(BrokenSink.class, BrokenSinks.all(), 1_000);
    private static final ContractTrial<Function<MemoryPayload, Payload>> PAYLOADS =
            new ContractTrial<>(BrokenPayload.class, BrokenPayloads.all(), 1_000);

    @TestFactory
    Stream<DynamicTest> aBrokenSinkIsCaughtByTheTestOfItsSentence() {
        return SINKS.tests();
    }

    @TestFactory
    Stream<DynamicTest> aBrokenPayloadIsCaughtByTheTestOfItsSentence() {
        return PAYLOADS.tests();
    }

    /** Run by the trial only. */
    static final class BrokenSink extends SinkContract {
        @Override
        protected SinkHarness harness() {
            return new RecordingSinkHarness(SINKS.current().how());
        }
    }

    /** Run by the trial only. */
    static final class BrokenPayload extends PayloadContract {
        @Override
        protected Payload payload(byte[] content) {
            return PAYLOADS.current().how().apply(new MemoryPayload("1", content));
        }

        @Override
        protected void change(Payload opened) {
            BrokenPayloads.good(opened).change();
        }
    }
}
