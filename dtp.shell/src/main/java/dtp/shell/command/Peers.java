package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.PeerProfile;
import dtp.api.TransferOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The address book, from the file {@code peers} of the configuration directory: one profile a line, # for remarks. Immutable. */
final class Peers {
    static final String FILE = "peers";

    private final Map<String, PeerProfile> byName = new LinkedHashMap<>();
    private final Map<String, String> lines = new LinkedHashMap<>();

    private Peers() {}

    /** @throws CommandException naming the file and the line that is wrong */
    static Peers read(Path config) throws CommandException {
        Path file = config.resolve(FILE);
        try {
            return parse(file, Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            return new Peers();
        } catch (IOException e) {
            throw CommandException.failed("the peers in " + file + " cannot be read: " + e, e);
        }
    }

    static Peers parse(Path file, List<String> text) throws CommandException {
        Peers peers = new Peers();
        for (int i = 0; i < text.size(); i++) {
            String line = text.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                PeerProfile profile = PeerProfile.parse(line);
                if (peers.byName.put(profile.name(), profile) != null) {
                    throw new IllegalArgumentException(profile.name() + " stands there twice");
                }
                peers.lines.put(profile.name(), line);
            } catch (IllegalArgumentException e) {
                throw CommandException.usage(file + ", line " + (i + 1) + ": " + e.getMessage());
            }
        }
        return peers;
    }

    /** The text of every profile by its name. */
    Map<String, String> lines() {
        return lines;
    }

    Optional<PeerProfile> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The profile of the peer at that end. */
    Optional<PeerProfile> at(Endpoint endpoint) {
        return byName.values().stream()
                .filter(p ->
                        p.scheme().equals(endpoint.scheme()) && p.authority().equals(endpoint.authority()))
                .findFirst();
    }

    /** What is asked of that end, with what its profile knows in the places that are left open. */
    TransferOptions complete(Endpoint endpoint, TransferOptions asked) {
        return at(endpoint).map(profile -> profile.complete(asked)).orElse(asked);
    }

    /** The node to speak to that end with: of the CSP version that is wished, else of the one that its profile knows. */
    NodeWish complete(Endpoint endpoint, NodeWish wish) {
        Integer known = at(endpoint)
                .flatMap(profile -> profile.version().stream().boxed().findFirst())
                .orElse(null);
        return new NodeWish(wish.address(), wish.version() == null ? known : wish.version(), wish.links());
    }

    /** {@code URI} or {@code PEER:PAYLOAD}. @throws CommandException with wrong usage */
    Endpoint endpoint(String text) throws CommandException {
        try {
            if (text.contains("://")) {
                return Endpoint.parse(text);
            }
            int colon = text.indexOf(':');
            if (colon < 1 || colon == text.length() - 1) {
                throw CommandException.usage("expected a URI such as csp://10/3, or PEER:PAYLOAD, but was " + text);
            }
            return profile(text.substring(0, colon)).endpoint(text.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    PeerProfile profile(String name) throws CommandException {
        PeerProfile profile = byName.get(name);
        if (profile == null) {
            throw CommandException.usage("no peer is called " + name
                    + (byName.isEmpty()
                            ? "; there are no peers in the configuration"
                            : "; known are " + String.join(", ", byName.keySet())));
        }
        return profile;
    }
}
