package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.PeerProfile;
import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.payload.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtp get}: one file from one or more sources, or a list of files. */
@CommandLine.Command(name = "get", description = "Download a file. Several sources of one file make one session.")
final class Get extends Command {
    @Parameters(
            arity = "0..*",
            paramLabel = "URI|PEER:PAYLOAD",
            description = "csp://NODE/PAYLOAD, or a peer of the address book and its payload")
    List<String> sources = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "file or directory (default: the name in the peer's profile, else payload-ID.bin for a number, and the"
                            + " last part of any other name)")
    String output;

    @Option(names = "--batch", paramLabel = "LIST", description = "file with one `URI [FILE]` a line, # for remarks")
    String batch;

    @Option(names = "--digest", paramLabel = "sha256:HEX", description = "what the file must have")
    String digest;

    @Option(
            names = "--require-digest",
            description = "without a digest to compare with the file is not delivered (exit code 1)")
    boolean requireDigest;

    @Option(names = "--force", description = "replace a finished file of that name")
    boolean force;

    @Mixin
    TransferFlags flags = new TransferFlags();

    @Override
    Optional<String> goesOn() {
        return Optional.of(Words.KILLED);
    }

    @Override
    Place place() {
        return Place.CONTAINER;
    }

    @Override
    int run(Invocation in) throws CommandException {
        Peers peers = in.peers();
        List<Asked> all = requests(in, peers);
        List<Endpoint> endpoints =
                all.stream().flatMap(asked -> asked.sources().stream()).toList();
        SessionService service = in.sessions();
        in.setup().reach(endpoints, common.node(), peers);
        List<Session> sessions = new ArrayList<>();
        int exit = Exit.COMPLETE;
        for (Asked asked : all) {
            try {
                boolean awaits = flags.waits || in.setup().isReached(asked.sources());
                sessions.add(service.get(asked.request()
                        .options(options(service, asked))
                        .awaitTransport(awaits)
                        .build()));
            } catch (IOException e) {
                in.tell(Words.why(e) + advice(e.getMessage()));
                exit = Exit.FAILED;
            } catch (IllegalArgumentException e) {
                in.tell(asked.sources().get(0) + ": " + e.getMessage());
                exit = Exit.worst(exit, Exit.WRONG_USAGE);
            }
        }
        return sessions.isEmpty() ? exit : Exit.worst(exit, new Follower(in).follow(sessions));
    }

    /** One file, but for what is known only when its transports had time to come. */
    private record Asked(GetRequest.Builder request, Path file, TransferOptions options, List<Endpoint> sources) {}

    /** Whoever asks again for what runs, and says no options, means those that it runs with. */
    private TransferOptions options(SessionService service, Asked asked) throws CommandException, IOException {
        boolean runs = Sought.byFile(service, asked.file())
                .map(s -> s.status().state())
                .filter(s -> s == SessionState.RUNNING || s == SessionState.VERIFYING)
                .isPresent();
        return runs ? flags.over(service.inspect(asked.file()).options()) : asked.options();
    }

    /** The engine does not know how its caller asks for a replacement. */
    private String advice(String message) {
        return message.contains("--force") || !message.contains("exists") ? "" : " (--force replaces a finished file)";
    }

    private List<Asked> requests(Invocation in, Peers peers) throws CommandException {
        Optional<Digest> wanted = Words.digest(digest);
        if (batch == null) {
            if (sources.isEmpty()) {
                throw CommandException.usage("get needs a source: csp://NODE/PAYLOAD or PEER:PAYLOAD");
            }
            return List.of(request(in, peers, sources, output, wanted));
        }
        if (!sources.isEmpty() || output != null || wanted.isPresent()) {
            throw CommandException.usage("with --batch sources and files stand in the list, and --digest has no place");
        }
        List<Asked> requests = new ArrayList<>();
        for (List<String> line : BatchList.read(in.console().file(batch))) {
            String file = line.size() > 1 ? line.get(1) : null;
            requests.add(request(in, peers, line.subList(0, 1), file, wanted));
        }
        return requests;
    }

    private Asked request(Invocation in, Peers peers, List<String> from, String file, Optional<Digest> wanted)
            throws CommandException {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String source : from) {
            endpoints.add(peers.endpoint(source));
        }
        Endpoint first = endpoints.get(0);
        Optional<PeerProfile> profile = peers.at(first);
        TransferOptions options = peers.complete(first, flags.over(TransferOptions.defaults()));
        Path to = file(in, file, first, profile);
        GetRequest.Builder request =
                GetRequest.to(to).requireDigest(requireDigest).replace(force);
        endpoints.forEach(request::source);
        wanted.ifPresent(request::digest);
        return new Asked(request, to, options, endpoints);
    }

    private static Path file(Invocation in, String named, Endpoint from, Optional<PeerProfile> profile)
            throws CommandException {
        if (named == null) {
            return in.console().file(defaultName(from, profile));
        }
        Path file = in.console().file(named);
        return Files.isDirectory(file) ? file.resolve(defaultName(from, profile)) : file;
    }

    /** What the profile calls it; else payload-ID.bin for a payload id, and the last part of any other name. */
    static String defaultName(Endpoint from, Optional<PeerProfile> profile) throws CommandException {
        String name = profile.flatMap(p -> p.fileName(from.name()))
                .orElseGet(() -> from.name().matches("[0-9]+")
                        ? "payload-" + from.name() + ".bin"
                        : from.name().substring(from.name().lastIndexOf('/') + 1));
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf(0) >= 0) {
            throw CommandException.usage(from + " tells no name for the file: name it with -o FILE");
        }
        return name;
    }
}
