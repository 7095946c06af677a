package dtp.csp.rdp;

import java.util.Objects;

/**
 * Both sides of a connection's machine, given at its birth.
 *
 * @param output below: packets
 * @param listener above: the user
 */
public record RdpPort(RdpOutput output, RdpListener listener) {
    public RdpPort {
        Objects.requireNonNull(output);
        Objects.requireNonNull(listener);
    }
}
