package dtp.csp.store;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Where the files of one session stand. Immutable; all paths absolute. */
public final class SessionPaths {
    public static final String PART = ".part";
    public static final String STATE = ".dtp";

    private static final String BRIEF = ".dtptmp";
    private static final Pattern BRIEF_NAME = Pattern.compile("\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.dtptmp");

    private final Path part;
    private final Path state;
    private final Path target;

    private SessionPaths(Path part, Path state, Path target) {
        this.part = part;
        this.state = state;
        this.target = target;
    }

    /** {@code NAME.part} and {@code NAME.dtp} beside the final name {@code NAME}. @throws IllegalArgumentException when it has no name */
    public static SessionPaths beside(Path finalFile) {
        Path target = finalFile.toAbsolutePath().normalize();
        if (target.getFileName() == null) {
            throw new IllegalArgumentException(finalFile + " is no name for a file");
        }
        String name = target.getFileName().toString();
        return new SessionPaths(target.resolveSibling(name + PART), target.resolveSibling(name + STATE), target);
    }

    /**
     * {@code BASE.part} and {@code BASE.dtp} in a folder of their own, for received uploads.
     *
     * @param target the final file on the same file system, or null when publishing is somebody else's: recovery then leaves
     *     a session whose bytes were handed over to its caller
     */
    public static SessionPaths staged(Path folder, String base, Path target) {
        Path in = folder.toAbsolutePath().normalize();
        return new SessionPaths(
                in.resolve(base + PART),
                in.resolve(base + STATE),
                target == null ? null : target.toAbsolutePath().normalize());
    }

    /** The session that a user means by its final name or by its {@code .dtp}; the final name goes first when both could be meant. */
    public static SessionPaths named(Disk disk, Path file) {
        SessionPaths asTarget = beside(file);
        String name = asTarget.target.getFileName().toString();
        boolean state = name.endsWith(STATE) && name.length() > STATE.length();
        if (!state || disk.exists(asTarget.state)) {
            return asTarget;
        }
        return beside(asTarget.target.resolveSibling(name.substring(0, name.length() - STATE.length())));
    }

    /** The bytes. */
    public Path part() {
        return part;
    }

    /** The journal. */
    public Path state() {
        return state;
    }

    /** The final file. */
    public Optional<Path> target() {
        return Optional.ofNullable(target);
    }

    /** The name of a small file for the moment in which it is written, before it gets its final name. */
    Path brief(UUID session) {
        return part.resolveSibling("." + session + BRIEF);
    }

    /** True for the name of {@link #brief}: one that is old is a remain of a program that was killed, and nobody's. */
    public static boolean isBrief(Path file) {
        return BRIEF_NAME.matcher(file.getFileName().toString()).matches();
    }

    /** What an operator knows it by: the final file where there is one, else the journal. */
    public Path shown() {
        return target == null ? state : target;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof SessionPaths p
                && p.part.equals(part)
                && p.state.equals(state)
                && Objects.equals(p.target, target);
    }

    @Override
    public int hashCode() {
        return state.hashCode();
    }

    @Override
    public String toString() {
        return shown().toString();
    }
}
