package dtp.transport.udp.machine;

import dtp.api.Endpoint;
import java.util.OptionalLong;

/**
 * What a put is to do.
 *
 * @param size of the payload
 * @param sha256 in lower-case hexadecimal; empty: not told, and then nothing is kept when it breaks off
 * @param piece bytes of a piece to ask for
 * @param fixedBytesPerSecond a rate that is kept; empty: found
 * @param idleNs silence that ends it
 */
public record PutSpec(
        Endpoint target, long size, String sha256, int piece, OptionalLong fixedBytesPerSecond, long idleNs) {}
