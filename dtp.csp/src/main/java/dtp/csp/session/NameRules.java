package dtp.csp.session;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a name on the wire may be (names.md), for all protocols. Pure; any thread. */
public final class NameRules {
    /** Bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 255;
    /** Bytes of UTF-8, so that suffixes fit. */
    public static final int MAX_COMPONENT_BYTES = 200;
    /** A first component that is ours; no name can have it, because no component ends so. */
    public static final String RESERVED = ".dtp";

    private static final Set<String> DEVICES = Set.of(
            "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1",
            "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

    private NameRules() {}

    /** Why the name is refused; empty when it is a good one. */
    public static Optional<String> problem(String name) {
        if (name.isEmpty()) {
            return Optional.of("a name has at least one byte");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            return Optional.of("a name is well-formed UTF-8");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            return Optional.of("a name has at most " + MAX_NAME_BYTES + " bytes");
        }
        if (name.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\' || c == ':')) {
            return Optional.of("a name holds no control character, no \\ and no :");
        }
        String[] components = name.split("/", -1);
        for (String component : components) {
            Optional<String> problem = componentProblem(component);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> componentProblem(String component) {
        if (component.isEmpty() || component.equals(".") || component.equals("..")) {
            return Optional.of("a name has no empty part, no . and no ..");
        }
        if (component.getBytes(StandardCharsets.UTF_8).length > MAX_COMPONENT_BYTES) {
            return Optional.of("a part of a name has at most " + MAX_COMPONENT_BYTES + " bytes");
        }
        String small = component.toLowerCase(Locale.ROOT);
        if (small.endsWith(".") || small.endsWith(" ") || small.endsWith(".part") || small.endsWith(".dtp")) {
            return Optional.of("a part of a name does not end in a dot, a space, .part or .dtp");
        }
        int dot = small.indexOf('.');
        if (DEVICES.contains(dot < 0 ? small : small.substring(0, dot).stripTrailing())) {
            return Optional.of("a part of a name is no name of a device");
        }
        return Optional.empty();
    }
}
