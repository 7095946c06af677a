package dtp.path.relay;

import dtp.api.contact.ContactPlan;
import dtp.path.PathModel;
import java.util.Locale;
import java.util.Objects;

/**
 * One link of a relay, as an operator writes it: {@code [NAME:] KIND A B [KEY=VALUE]…}. Side a is the one of clients, side b the
 * one of the server; ab and ba in the path's keys mean the same. A value.
 *
 * @param name the link's name in contact plans, changes and counters
 * @param a where clients come in; for a pair the first peer
 * @param b the server; for a pair the second peer
 * @param path what the link does, with its contact plan
 * @param stammer most bytes that a TCP link writes at once; 0 for no limit
 */
public record RelayLine(String name, Kind kind, RelayEnd a, RelayEnd b, PathModel path, int stammer) {
    /** What is passed on, and how the two sides find each other. */
    public enum Kind {
        /** Datagrams; each client has a port of its own towards the server, and answers find their way back. */
        UDP,
        /** Connections. */
        TCP,
        /** Datagrams between two peers whose ports are fixed, as both ends of a CSP link over UDP have them. */
        PAIR
    }

    public RelayLine {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(a);
        Objects.requireNonNull(b);
        Objects.requireNonNull(path);
    }

    /** True when {@code other} differs at most in what can change while the link runs. */
    boolean isSameLink(RelayLine other) {
        return name.equals(other.name)
                && kind == other.kind
                && a.equals(other.a)
                && b.equals(other.b)
                && path.seed() == other.path.seed();
    }

    /** This with contact as {@code plan} has it for the link's name. */
    public RelayLine contacts(ContactPlan plan) {
        return new RelayLine(name, kind, a, b, path.contacts(name, plan), stammer);
    }

    @Override
    public String toString() {
        return name + ": " + kind.name().toLowerCase(Locale.ROOT) + " " + a + " " + b + " " + path
                + (stammer == 0 ? "" : ",stammer=" + stammer);
    }
}
