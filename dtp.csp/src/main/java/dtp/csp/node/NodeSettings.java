package dtp.csp.node;

import dtp.csp.rdp.RdpOptions;
import dtp.csp.wire.Crc32c;
import dtp.csp.wire.CspVersion;
import dtp.csp.wire.RdpTrailer;
import java.util.Objects;

/**
 * What a node is made with. Immutable.
 *
 * @param address 0 to 30 (version 1) or 0 to 16382 (version 2)
 * @param maxDataBytes largest packet taken or sent, without header, trailers and checksum: 128 to {@link #MAX_DATA_BYTES}
 * @param maxConnections RDP connections of both roles at one time, 1 to 4096; others take at most three quarters
 * @param rdp for connections that say nothing else
 * @param identity what ident tells
 */
public record NodeSettings(
        int address, CspVersion version, int maxDataBytes, int maxConnections, RdpOptions rdp, Identity identity) {
    /** A UDP datagram with header and trailers. */
    public static final int MAX_DATA_BYTES = 65_000;

    public static final int DEFAULT_DATA_BYTES = 4_096;
    public static final int DEFAULT_CONNECTIONS = 64;

    private static final int MIN_DATA_BYTES = 128;
    private static final int MAX_CONNECTIONS = 4_096;
    private static final int HMAC_BYTES = 4;

    public NodeSettings {
        Objects.requireNonNull(rdp);
        Objects.requireNonNull(identity);
        if (address < 0 || address >= version.broadcast()) {
            throw new IllegalArgumentException("a CSP address of version " + version.number() + " is 0 to "
                    + (version.broadcast() - 1) + ", not " + address);
        }
        if (maxDataBytes < MIN_DATA_BYTES || maxDataBytes > MAX_DATA_BYTES) {
            throw new IllegalArgumentException(
                    "the largest packet has 128 to 65000 bytes of data, not " + maxDataBytes);
        }
        if (maxConnections < 1 || maxConnections > MAX_CONNECTIONS) {
            throw new IllegalArgumentException("a node has 1 to 4096 connections, not " + maxConnections);
        }
    }

    public static NodeSettings of(int address, CspVersion version) {
        return new NodeSettings(
                address, version, DEFAULT_DATA_BYTES, DEFAULT_CONNECTIONS, RdpOptions.DEFAULT, Identity.DEFAULT);
    }

    public NodeSettings withMaxDataBytes(int bytes) {
        return new NodeSettings(address, version, bytes, maxConnections, rdp, identity);
    }

    public NodeSettings withMaxConnections(int connections) {
        return new NodeSettings(address, version, maxDataBytes, connections, rdp, identity);
    }

    public NodeSettings withRdp(RdpOptions options) {
        return new NodeSettings(address, version, maxDataBytes, maxConnections, options, identity);
    }

    /** Largest frame on a link: header, data, RDP trailer, HMAC and CRC. */
    public int maxFrameBytes() {
        return version.headerBytes() + maxDataBytes + RdpTrailer.BYTES + HMAC_BYTES + Crc32c.BYTES;
    }

    /** What ident answers; each at most as long as its field, the rest is cut off. */
    public record Identity(String hostname, String model, String revision) {
        public static final Identity DEFAULT = new Identity("dtp", "DTP ground node", "0.1");
    }
}
