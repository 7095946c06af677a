package dtp.transport.zmq.machine;

import dtp.api.Endpoint;

/**
 * How a payload is read. Immutable.
 *
 * @param endpoint where
 * @param idleNs silence after which the line counts as dead
 * @param blockBytes most of one request, up to 1 MiB
 * @param window requests that are not answered yet, up to 64
 */
public record ReadSettings(Endpoint endpoint, long idleNs, int blockBytes, int window) {
    /** Blocks in flight where nothing else is configured. */
    public static final int WINDOW = 10;
}
