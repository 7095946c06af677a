package dtp.tck;

import dtp.api.transport.TransportServer;

/**
 * What a server gives to be tried by {@link TransportServerContract}, made anew for each test. Called by the test's thread.
 */
public interface TransportServerHarness {
    /** The server as its component makes it, configured to listen at 127.0.0.1 on this port; 0 is any. Called once. */
    TransportServer start(int port) throws Exception;

    /** Its component goes: its configuration is deleted, or its bundle stopped. Called once at most. */
    void stop() throws Exception;

    /** True when a port of the protocol is one of UDP. */
    default boolean isUdp() {
        return false;
    }

    /** Stops what else was started. */
    void close() throws Exception;
}
