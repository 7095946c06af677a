package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.TransferOptions;
import dtp.api.link.CspNode;
import dtp.api.transport.Transport;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;

/**
 * Two CSP nodes of this process, a ground station (1) and a satellite (10) that serves payload 3, joined by an impaired path. All of
 * it, the received file as well, stands in a directory of its own below the home that is removed at the end. Used on the
 * command's thread.
 */
final class Rehearsal implements AutoCloseable {
    private static final int GROUND = 1;
    private static final int SATELLITE = 10;
    private static final String PAYLOAD = "3";
    private static final int LINK_LOOKS = 500;

    private final Invocation in;
    private final Path directory;
    private SessionService sessions;

    private Rehearsal(Invocation in, Path directory) {
        this.in = in;
        this.directory = directory;
    }

    static Rehearsal prepare(Invocation in, String name) throws CommandException {
        Path directory = in.station()
                .home()
                .resolve("run")
                .resolve(name + "-" + ProcessHandle.current().pid());
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw CommandException.failed("the directory " + directory + " cannot be made: " + e, e);
        }
        return new Rehearsal(in, directory);
    }

    Path directory() {
        return directory;
    }

    /** @param path as in {@code path://NAME?side=a&PATH}, such as {@code loss=0.05&delay=300ms} */
    void start(Path payload, String path) throws CommandException {
        Station station = in.station();
        try {
            station.configure(
                    "dtp.session", Map.of("home", directory.resolve("home").toString(), "resumeOnStart", false));
            station.configure("dtp.csp.transport", Map.of("node.target", "(address=" + GROUND + ")"));
            station.configure(
                    "dtp.store", "shell", Map.of("files", new String[] {PAYLOAD + "=" + payload.toAbsolutePath()}));
            station.configure("dtp.csp.server", "shell", Map.of("node.target", "(address=" + SATELLITE + ")"));
            node("satellite", SATELLITE, "path://rehearsal?side=b");
            node("ground", GROUND, "path://rehearsal?side=a" + (path.isEmpty() ? "" : "&" + path));
        } catch (IOException e) {
            throw CommandException.failed("the two nodes cannot be configured: " + e.getMessage(), e);
        }
        sessions = needed(SessionService.class, "", "the session service");
        in.setup().awaitLink(needed(CspNode.class, "(address=" + GROUND + ")", "the ground node"), LINK_LOOKS);
        needed(Transport.class, "(" + Transport.SCHEME + "=csp)", "DTP over CSP");
    }

    private void node(String name, int address, String link) throws IOException {
        in.station()
                .configure(
                        "dtp.csp.node", name, Map.of("address", address, "version", 2, "links", new String[] {link}));
    }

    private <T> T needed(Class<T> type, String filter, String what) throws CommandException {
        return in.station()
                .await(type, filter)
                .orElseThrow(() -> CommandException.failed(what + " did not start; the log in "
                        + in.station().home().resolve("log") + " tells why"));
    }

    Session get(Path file, TransferOptions options) throws CommandException {
        try {
            return sessions.get(GetRequest.to(file, Endpoint.of("csp", String.valueOf(SATELLITE), PAYLOAD))
                    .options(options)
                    .replace(true)
                    .build());
        } catch (IOException e) {
            throw CommandException.failed(e);
        }
    }

    @Override
    public void close() {
        if (sessions != null) {
            sessions.history(1); // writes what ended, which would else be written while the directory goes, or after it
        }
        try {
            remove(directory);
        } catch (IOException e) {
            in.tell("the directory " + directory + " could not be removed: " + e);
        }
    }

    /** A directory and all that is in it; links are removed, not followed. */
    static void remove(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
                Files.deleteIfExists(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
