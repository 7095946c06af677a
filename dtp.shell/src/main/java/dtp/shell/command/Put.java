package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.PutRequest;
import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.TransferOptions;
import dtp.api.TransferOptions.Durability;
import dtp.api.payload.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtp put}: one file to one place. */
@CommandLine.Command(
        name = "put",
        description =
                "Send a file. Nothing of a put is kept here: the remote knows what it has, and putting again sends the"
                        + " rest where its protocol can.")
final class Put extends Command {
    private static final int BLOCK = 1 << 18;

    @Parameters(index = "0", paramLabel = "FILE")
    String name;

    @Parameters(
            index = "1",
            paramLabel = "URI|PEER:NAME",
            description = "such as tcp://HOST:PORT/NAME; behind a last / the file's own name is taken")
    String target;

    @Option(names = "--digest", paramLabel = "sha256:HEX", description = "what FILE must have, else nothing is sent")
    String digest;

    @Option(
            names = "--require-digest",
            description = "without a digest that the peer confirms the put has failed (exit code 1)")
    boolean requireDigest;

    @Mixin
    TransferFlags flags = new TransferFlags();

    @Override
    Optional<String> goesOn() {
        return Optional.of(
                "Nothing of it is kept here: the remote knows what it has, and the same dtp put again sends the"
                        + " rest where its protocol can.");
    }

    @Override
    Place place() {
        return Place.CONTAINER;
    }

    @Override
    int run(Invocation in) throws CommandException {
        Peers peers = in.peers();
        Path file = in.console().file(name);
        Endpoint to = peers.endpoint(target.endsWith("/") ? target + encoded(file.getFileName()) : target);
        Optional<Digest> wanted = Words.digest(digest);
        TransferOptions options = options(peers, to);
        if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
            throw CommandException.failed(
                    file + " cannot be sent: there is no such file, or it may not be read. Nothing was sent.");
        }
        if (wanted.isPresent()) {
            compare(file, wanted.get());
        }
        SessionService service = in.sessions();
        in.setup().reach(List.of(to), common.node(), peers);
        if (!flags.waits && !in.setup().isReached(List.of(to))) {
            throw CommandException.failed("no transport for " + to.scheme()
                    + " is there. Nothing was sent; --wait waits until there is one.");
        }
        String again = (wanted.isPresent() ? " --digest " + wanted.get() : "")
                + (requireDigest ? " --require-digest" : "")
                + flags.again()
                + common.again();
        try {
            Session session = service.put(PutRequest.of(file, to, options));
            return new Follower(in, new PutEnding(file, to, again, requireDigest)).follow(List.of(session));
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(to + ": " + e.getMessage());
        }
    }

    private TransferOptions options(Peers peers, Endpoint to) throws CommandException {
        TransferOptions all = peers.complete(to, flags.over(TransferOptions.defaults()));
        // a put keeps nothing here: its level says only whether a digest is made, and one that is required must be
        return requireDigest ? all.with().durability(Durability.POWER_CUT).build() : all;
    }

    /** A file's name as a part of an endpoint. */
    private static String encoded(Path name) {
        return Endpoint.of("file", "name", String.valueOf(name)).toString().substring("file://name/".length());
    }

    private static void compare(Path file, Digest wanted) throws CommandException {
        try (InputStream from = Files.newInputStream(file)) {
            MessageDigest hash = MessageDigest.getInstance(wanted.algorithm());
            byte[] block = new byte[BLOCK];
            for (int read = from.read(block); read >= 0; read = from.read(block)) {
                hash.update(block, 0, read);
            }
            Digest has = new Digest(wanted.algorithm(), hash.digest());
            if (!has.equals(wanted)) {
                throw CommandException.failed(file + " has " + has + ", not " + wanted + ". Nothing was sent.");
            }
        } catch (IOException | NoSuchAlgorithmException e) {
            throw cannotRead(file, e);
        }
    }

    static CommandException cannotRead(Path file, Exception e) {
        String why = e instanceof FileSystemException f ? Words.withoutPath(f) : e.getMessage();
        return CommandException.failed(file + " cannot be read (" + why + "). Nothing was sent.", e);
    }
}
