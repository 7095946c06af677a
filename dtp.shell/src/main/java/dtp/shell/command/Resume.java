package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.SessionState;
import dtp.api.StoredSession;
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

/** {@code dtp resume}: goes on with a stored session. */
@CommandLine.Command(
        name = "resume",
        description = "Go on with an interrupted download. Options that are not given stay as they were.")
final class Resume extends Command {
    @Parameters(paramLabel = "FILE", description = "as given to get")
    String name;

    @Option(
            names = "--from",
            arity = "1..*",
            paramLabel = "URI|PEER:PAYLOAD",
            description = "other sources of the same payload")
    List<String> from = new ArrayList<>();

    @Option(names = "--digest", paramLabel = "sha256:HEX", description = "what the file must have")
    String digest;

    @Option(
            names = "--require-digest",
            description = "without a digest to compare with the file is not delivered (exit code 1)")
    boolean requireDigest;

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
        Path file = in.console().file(name);
        Peers peers = in.peers();
        List<Endpoint> sources = new ArrayList<>();
        for (String source : from) {
            sources.add(peers.endpoint(source));
        }
        SessionService service = in.sessions();
        Optional<Session> open = Sought.byFile(service, file);
        try {
            StoredSession stored = open.isPresent() ? null : service.inspect(file);
            List<Endpoint> known = stored == null ? open.get().endpoints() : stored.endpoints();
            in.setup().reach(sources.isEmpty() ? known : sources, common.node(), peers);
            Session session = open.isPresent() ? open.get() : take(in, stored, sources);
            goOn(session, sources);
            return new Follower(in).follow(List.of(session));
        } catch (IOException e) {
            return finished(in, service, file, e);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    /** With other options it is asked for anew, over the same files; without, its files say all. */
    private Session take(Invocation in, StoredSession stored, List<Endpoint> sources)
            throws CommandException, IOException {
        SessionService service = in.sessions();
        if (flags.nothingIsSaid() && digest == null && !requireDigest) {
            return service.load(stored.file());
        }
        List<Endpoint> asked = sources.isEmpty() ? stored.endpoints() : sources;
        GetRequest.Builder again = GetRequest.to(stored.file())
                .options(flags.over(stored.options()))
                .requireDigest(requireDigest)
                .adopt(!sources.isEmpty())
                .awaitTransport(flags.waits || in.setup().isReached(asked));
        asked.forEach(again::source);
        Words.digest(digest).ifPresent(again::digest);
        return service.get(again.build());
    }

    private static void goOn(Session session, List<Endpoint> sources) {
        SessionState state = session.status().state();
        if (state != SessionState.PAUSED && state != SessionState.FAILED) {
            return; // runs already
        }
        if (sources.isEmpty()) {
            session.resume();
        } else {
            session.resumeFrom(sources);
        }
    }

    /** There is no session beside the file: it may be that it was completed. */
    private int finished(Invocation in, SessionService service, Path file, IOException e) throws CommandException {
        Optional<StoredSession> done = Files.exists(file) ? Sought.completed(service, file) : Optional.empty();
        if (done.isEmpty()) {
            throw CommandException.failed(e.getMessage(), e);
        }
        in.say(file + " is complete already");
        in.say(Words.verified(done.get().status()));
        return Exit.COMPLETE;
    }
}
