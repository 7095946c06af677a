package dtp.itest;

import dtp.api.Verification;
import dtp.api.transport.Transport;
import dtp.tck.DoubleHarness;
import dtp.tck.TransportContract;
import dtp.tck.TransportHarness;
import dtp.tck.TransportHarness.Capability;
import dtp.tck.doubles.ScriptedTransport;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** The double {@code loop}, registered by the test and taken from the service registry. */
@Slow
class LoopContractITest extends TransportContract {
    private final Container container = new Container();

    @Override
    protected TransportHarness harness() {
        return new DoubleHarness(
                ScriptedTransport::loop, this::fromTheRegistry, Verification.DIGEST, Capability.values());
    }

    private Transport fromTheRegistry(Transport loop) {
        try {
            container.register(Transport.class, loop, Map.of(Transport.SCHEME, "loop"));
            return container.service(Transport.class, "(" + Transport.SCHEME + "=loop)");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void unregister() throws Exception {
        container.close();
    }
}
