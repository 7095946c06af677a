package dtp.api.transport;

import java.util.OptionalInt;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A listening server of a protocol, as operators and commands see it: a service that its component registers for as long as its
 * configuration stands, also while the port is taken and binding is tried again. Service property {@link Transport#SCHEME}
 * names its scheme. [T24] Every method answers at once, on any thread.
 */
@ConsumerType
public interface TransportServer {
    /** Such as {@code tcp}. */
    String scheme();

    /** The address it is configured to listen at, such as {@code 0.0.0.0:50001}. */
    String address();

    /** The bound port, also where 0 is configured; empty while it is not listening. */
    OptionalInt port();

    /** For people: {@code "listening, 3 connections"}, or why it does not listen and what is done about it. */
    String text();
}
