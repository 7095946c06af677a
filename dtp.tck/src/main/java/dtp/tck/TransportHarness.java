package dtp.tck;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/**
 * What a transport gives to be tried by {@link TransportContract}: itself, and a far end of its protocol, both made anew for
 * each test. Sockets bind to port 0; nothing is written to a file system. Called by the test's thread.
 */
public interface TransportHarness {
    /** What the protocol can do; the tests of what it cannot are skipped with the reason. */
    enum Capability {
        /** Payloads can be fetched. */
        GET,
        /** Payloads can be delivered. */
        PUT,
        /** Any intervals can be asked for. */
        RANGES,
        /** The remote tells the size. */
        SIZE,
        /** The remote tells the digest. */
        DIGEST
    }

    Set<Capability> capabilities();

    Transport transport();

    /**
     * Makes the far end hold a payload.
     *
     * @param name digits, as every protocol has names of that kind
     */
    Endpoint serve(String name, byte[] content) throws Exception;

    /** A name that the far end, which is there, does not have. */
    Endpoint absent() throws Exception;

    /** Where nobody is: a port that nobody listens on, a node that does not exist. */
    Endpoint unreachable() throws Exception;

    /** Where the far end takes a put under that name. */
    Endpoint target(String name) throws Exception;

    /** What the far end stored under the name of {@link #target}; empty while it has not. */
    Optional<byte[]> stored(String name) throws Exception;

    /** How sure a delivery to this far end is when it has ENDED. */
    Verification delivered();

    /** Endpoints of this protocol's scheme that the transport must refuse: a wrong authority, name or option. */
    List<Endpoint> wrong();

    /** From now on the far end says nothing, and hears nothing. Those that cannot be made to skip the test. */
    default void fallSilent() throws Exception {
        throw new TestAbortedException("the far end of this harness cannot fall silent");
    }

    /** How the tests transfer; the idle timeout should be short, at most 2 s. */
    default TransferOptions options() {
        return TransferOptions.builder().idleTimeout(Duration.ofMillis(500)).build();
    }

    /** How often a fetch of what is still missing is repeated before bytes count as dropped; for protocols that lose. */
    default int rounds() {
        return 5;
    }

    /** Stops the far end and what else was started. */
    void close() throws Exception;
}
