package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.StoredSession;
import dtp.api.Verification;
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
        Optional<Digest> wanted = Words.digest(digest);
        SessionService service = in.sessions();
        StoredSession stored;
        try {
            stored = service.inspect(file);
        } catch (IOException e) {
            Optional<Session> upload = Sought.byFile(service, file).filter(s -> s.direction() != Session.Direction.GET);
            return upload.isPresent() ? upload(in, upload.get()) : finished(in, file, wanted, e);
        }
        List<Endpoint> asked = sources.isEmpty() ? stored.endpoints() : sources;
        in.setup().reach(asked, common.node(), peers);
        try {
            Session session = nothingIsSaid() ? asItWas(service, stored) : otherwise(in, stored, asked, wanted);
            return new Follower(in).follow(List.of(session));
        } catch (IOException e) {
            if (isThere(service, file)) {
                throw CommandException.failed(e);
            }
            return finished(in, file, wanted, e);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    private boolean nothingIsSaid() {
        return flags.nothingIsSaid() && digest == null && !requireDigest && from.isEmpty();
    }

    /** Its files, or whoever has it open here, say all. */
    private static Session asItWas(SessionService service, StoredSession stored) throws IOException {
        Session session = service.load(stored.file());
        goOn(session);
        return session;
    }

    private static void goOn(Session session) {
        SessionState state = session.status().state();
        if (state == SessionState.PAUSED || state == SessionState.FAILED) {
            session.resume(); // else it runs already
        }
    }

    /** With other options it is asked for anew: one that runs and cannot take them refuses them. */
    private Session otherwise(Invocation in, StoredSession stored, List<Endpoint> asked, Optional<Digest> wanted)
            throws CommandException, IOException {
        GetRequest.Builder again = GetRequest.to(stored.file())
                .options(flags.over(stored.options()))
                .requireDigest(requireDigest)
                .adopt(true)
                .awaitTransport(flags.waits || in.setup().isReached(asked));
        asked.forEach(again::source);
        wanted.ifPresent(again::digest);
        return in.sessions().get(again.build());
    }

    /** A put, or an upload that arrives: it was asked for once and for all. */
    private int upload(Invocation in, Session session) throws CommandException {
        if (!nothingIsSaid()) {
            throw CommandException.failed(name + " is open as " + session.direction()
                    + ": its options cannot be changed. It stays as it is; without options it is gone on with.");
        }
        in.setup().reach(session.endpoints(), common.node(), in.peers());
        goOn(session);
        return new Follower(in).follow(List.of(session));
    }

    private static boolean isThere(SessionService service, Path file) {
        try {
            service.inspect(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** There is no session beside the file: it may be that it was completed. */
    private int finished(Invocation in, Path file, Optional<Digest> wanted, IOException e) throws CommandException {
        Optional<StoredSession> done = Files.exists(file) ? Sought.completed(in.sessions(), file) : Optional.empty();
        if (done.isEmpty()) {
            throw CommandException.failed(e);
        }
        SessionStatus status = done.get().status();
        if (!wanted.or(() -> status.payload().digest()).equals(status.payload().digest())) {
            throw CommandException.failed(file + " is complete already, but with "
                    + status.payload().digest().map(Digest::toString).orElse("no digest that is known")
                    + ", not " + wanted.get() + ". It was not touched; dtp verify tells what it has now.");
        }
        if (requireDigest && wanted.isEmpty() && status.verification() != Verification.DIGEST) {
            throw CommandException.failed(file + " is complete already, but was compared with no digest, and"
                    + " --require-digest asks for one. It was not touched; dtp verify --digest compares it.");
        }
        in.say(file + " is complete already");
        in.say(wanted.map(digest -> "verified " + digest).orElseGet(() -> Words.verified(status)));
        return Exit.COMPLETE;
    }
}
