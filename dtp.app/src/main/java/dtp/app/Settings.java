package dtp.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What must be known before the container starts: the home directory and the directory of configuration files, both absolute.
 * Everything else in the arguments is the command line's. Immutable.
 */
record Settings(Path home, Path config, boolean verbose) {
    static Settings of(List<String> args) {
        Path home = valueOf("--home", args).map(Settings::path).orElseGet(Settings::defaultHome);
        Path config = valueOf("--config", args).map(Settings::path).orElseGet(() -> home.resolve("config"));
        return new Settings(home, config, isThere("-v", args) || isThere("--verbose", args));
    }

    /** An option without value; what follows {@code --} is none. */
    private static boolean isThere(String option, List<String> args) {
        int at = args.indexOf(option);
        int end = args.indexOf("--");
        return at >= 0 && (end < 0 || at < end);
    }

    /** The last value wins, as everywhere on the command line; what follows {@code --} is no option. */
    private static Optional<String> valueOf(String option, List<String> args) {
        Optional<String> value = Optional.empty();
        for (int i = 0; i < args.size() && !args.get(i).equals("--"); i++) {
            String arg = args.get(i);
            if (arg.startsWith(option + "=")) {
                value = Optional.of(arg.substring(option.length() + 1));
            } else if (arg.equals(option)) {
                if (i + 1 == args.size()) {
                    throw new IllegalArgumentException(option + " needs a directory after it");
                }
                value = Optional.of(args.get(++i));
            }
        }
        return value;
    }

    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("--home and --config need the name of a directory, not an empty word");
        }
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("no directory can be named \"" + text + "\": " + e.getReason(), e);
        }
    }

    private static Path defaultHome() {
        String user = System.getProperty("user.home", "");
        // The JDK says "?" for a user without an entry in the password file, as in some containers.
        if (user.isEmpty() || user.equals("?")) {
            throw new IllegalArgumentException("this user has no home directory: give one with --home DIR");
        }
        return Path.of(user).toAbsolutePath().resolve(".dtp");
    }
}
