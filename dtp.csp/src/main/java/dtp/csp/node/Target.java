package dtp.csp.node;

import dtp.csp.rdp.RdpOptions;
import java.util.Objects;

/**
 * Where an RDP connection leads.
 *
 * @param node CSP address
 * @param port 0 to 63
 * @param crc32 each packet bears a CRC-32C, and the server mirrors it
 */
public record Target(int node, int port, boolean crc32, RdpOptions options) {
    public Target {
        Objects.requireNonNull(options);
    }
}
