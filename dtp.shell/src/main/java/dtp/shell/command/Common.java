package dtp.shell.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that every command takes. Filled by picocli. */
final class Common {
    /** Options that take a value: what follows them is not the name of the command. */
    static final Set<String> WITH_VALUE = Set.of("--home", "--config", "--csp-address", "--csp-version", "--csp-link");

    @Option(names = "--home", paramLabel = "DIR", description = "registry, socket and log (default: ~/.dtp)")
    Path home; // read before the container starts, which lies there

    @Option(names = "--config", paramLabel = "DIR", description = "configuration and peers (default: HOME/config)")
    Path config;

    @Option(names = "--csp-address", paramLabel = "N", description = "own CSP address (default: 1, and 10 for serve)")
    Integer cspAddress;

    @Option(names = "--csp-version", paramLabel = "1|2", description = "CSP version (default: 2)")
    Integer cspVersion;

    @Option(
            names = "--csp-link",
            paramLabel = "URI",
            description = "CSP link, such as udp://9002@127.0.0.1:9001; several are allowed")
    List<String> cspLinks = new ArrayList<>();

    @Option(names = "--standalone", description = "run in this process, even when a container runs on this home")
    boolean standalone;

    @Option(names = "--json", description = "one JSON event a line on standard output")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "no progress")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "say more")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "explain this command")
    boolean help;

    @Option(names = "--version", description = "print the version")
    boolean version;

    NodeWish node() {
        return new NodeWish(cspAddress, cspVersion, cspLinks);
    }

    /** The options that a command which goes on needs again, each behind a blank. */
    String again() {
        StringBuilder options = new StringBuilder();
        if (home != null) {
            options.append(" --home ").append(Words.quoted(home.toString()));
        }
        if (cspAddress != null) {
            options.append(" --csp-address ").append(cspAddress);
        }
        if (cspVersion != null) {
            options.append(" --csp-version ").append(cspVersion);
        }
        cspLinks.forEach(link -> options.append(" --csp-link ").append(Words.quoted(link)));
        return options.toString();
    }
}
