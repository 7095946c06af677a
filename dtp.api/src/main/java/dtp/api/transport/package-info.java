/**
 * What transports implement and what they are given.
 *
 * <p>Whoever receives bytes (the client of a get, the server of a put) gives them to a session's {@link dtp.api.transport.Sink}:
 * any order, any thread, any number of sources, duplicates welcome. Whoever sends bytes (the client of a put, the server of a
 * get) reads them from a {@link dtp.api.payload.Payload}. A transport only carries: it keeps no transfer state that a session
 * does not have, decides nothing about names, space, access or resumption, and touches no disk.
 *
 * <p>Sentences that bind an implementor are numbered: [T..] the client side of a transport, [K..] what a sink promises and asks,
 * [V..] what {@link dtp.api.transport.Serving} promises and asks. Each has a test of that number in {@code dtp.tck}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("0.1.0")
package dtp.api.transport;
