package dtp.csp.dtp;

import dtp.api.Endpoint;
import java.util.OptionalInt;

/**
 * What a source was asked for, checked. Immutable.
 *
 * @param node CSP address
 * @param payloadId 0 to 255
 * @param mtu 16 to the node's largest packet
 * @param probeTo 0: the MTU is as configured; otherwise pings may prove more, up to this (csp-dtp.md §9)
 * @param priority 0 (first) to 9
 * @param idleTimeoutNs silence that ends a request
 * @param connections to a base node at once, by the peer's profile
 */
record DownloadSettings(
        Endpoint endpoint,
        int node,
        int payloadId,
        int mtu,
        int probeTo,
        int priority,
        long idleTimeoutNs,
        OptionalInt connections) {}
