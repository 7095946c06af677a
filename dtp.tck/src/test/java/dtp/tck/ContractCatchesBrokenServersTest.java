package dtp.tck;

import dtp.tck.broken.BrokenServers;
import dtp.tck.broken.TestServer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The contract of servers tried on servers that break it. */
@Tag("slow")
class ContractCatchesBrokenServersTest {
    private static final ContractTrial<Supplier<TestServer>> SERVERS =
            new ContractTrial<>(BrokenServer.class, BrokenServers.all(), 1_000);

    @TestFactory
    Stream<DynamicTest> itIsCaughtByTheTestOfItsSentence() {
        return SERVERS.tests();
    }

    /** Run by the trial only. */
    static final class BrokenServer extends TransportServerContract {
        @Override
        protected TransportServerHarness harness() {
            return SERVERS.current().how().get();
        }
    }
}
