package dtp.api.transport;

import java.util.Objects;
import java.util.Optional;

/** Who asks. Immutable. */
public final class Peer {
    private final String scheme;
    private final String address;
    private final String principal;

    private Peer(String scheme, String address, String principal) {
        this.scheme = Objects.requireNonNull(scheme);
        this.address = Objects.requireNonNull(address);
        this.principal = principal;
    }

    public static Peer of(String scheme, String address) {
        return new Peer(scheme, address, null);
    }

    /** @param principal authenticated name */
    public static Peer of(String scheme, String address, String principal) {
        return new Peer(scheme, address, Objects.requireNonNull(principal));
    }

    public String scheme() {
        return scheme;
    }

    /** CSP node, IP address and port, ZMQ routing id: as text for logs and limits. */
    public String address() {
        return address;
    }

    /** Authenticated name: TLS subject, CURVE key name, HMAC key name. */
    public Optional<String> principal() {
        return Optional.ofNullable(principal);
    }

    @Override
    public String toString() {
        return scheme + " " + address + (principal == null ? "" : " (" + principal + ")");
    }
}
