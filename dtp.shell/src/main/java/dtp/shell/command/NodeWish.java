package dtp.shell.command;

import dtp.api.link.CspLinkStatus;
import dtp.api.link.CspNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The CSP node that a command names. Immutable.
 *
 * @param address null when none is named
 * @param version null when none is named
 */
record NodeWish(Integer address, Integer version, List<String> links) {
    private static final int MAX_ADDRESS_V1 = 30;
    private static final int MAX_ADDRESS_V2 = 16_382;
    private static final int DEFAULT_VERSION = 2;

    NodeWish {
        links = List.copyOf(links);
    }

    /** True when that node is the one meant, as far as anything is named. */
    boolean isMetBy(CspNode node) {
        Set<String> names = node.links().stream().map(CspLinkStatus::name).collect(Collectors.toSet());
        return (address == null || address == node.address())
                && (version == null || version == node.version())
                && names.containsAll(links);
    }

    boolean namesNothing() {
        return address == null && version == null && links.isEmpty();
    }

    int versionOrDefault() {
        return version == null ? DEFAULT_VERSION : version;
    }

    /** @throws CommandException with wrong usage */
    void check() throws CommandException {
        int v = versionOrDefault();
        if (v != 1 && v != 2) {
            throw CommandException.usage("--csp-version is 1 or 2, not " + v);
        }
        int most = v == 1 ? MAX_ADDRESS_V1 : MAX_ADDRESS_V2;
        if (address != null && (address < 0 || address > most)) {
            throw CommandException.usage(
                    "--csp-address is 0 to " + most + " with CSP version " + v + ", not " + address);
        }
        for (String link : links) {
            if (!link.matches("[a-z][a-z0-9+.-]*://.*")) {
                throw CommandException.usage("--csp-link is a URI such as udp://9002@127.0.0.1:9001, not " + link);
            }
        }
    }
}
