package dtp.transport.udp.machine;

import dtp.api.Endpoint;
import dtp.api.interval.IntervalSet;
import java.util.OptionalLong;

/**
 * What a get is to do.
 *
 * @param wanted bytes; empty: only ask what there is
 * @param piece bytes of a piece to ask for
 * @param fixedBytesPerSecond a rate that is kept; empty: found
 * @param digest {@code sha256}, {@code sha1} or empty: not asked for
 * @param idleNs silence that ends it
 */
public record GetSpec(
        Endpoint endpoint,
        IntervalSet wanted,
        int piece,
        OptionalLong fixedBytesPerSecond,
        String digest,
        long idleNs) {}
