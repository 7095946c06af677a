package dtp.shell.door;

import dtp.shell.console.Console;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The asking side of the door: hands a command to the container, or another process, that runs on the same home. {@link #call} on the command's
 * thread, {@link #interrupt} on a signal's.
 */
public final class DoorClient implements AutoCloseable {
    private final SocketChannel connection;
    private final InputStream in;
    private final OutputStream out;

    private DoorClient(SocketChannel connection) {
        this.connection = connection;
        this.in = new BufferedInputStream(SocketStreams.in(connection));
        this.out = new BufferedOutputStream(SocketStreams.out(connection));
    }

    /** @return empty when no container answers on that home */
    public static Optional<DoorClient> connect(Path home) {
        return connectTo(Door.socketOf(home));
    }

    /** Hands a command to each other process of the home that follows sessions of its own. @return what the first said that took it */
    public static OptionalInt callOthers(Path home, List<String> args, Console console) throws BrokenOffException {
        for (Path socket : Door.ofOthers(home)) {
            Optional<DoorClient> door = connectTo(socket);
            if (door.isPresent()) {
                try (DoorClient client = door.get()) {
                    OptionalInt exit = client.call(args, console);
                    if (exit.isPresent()) {
                        return exit;
                    }
                }
            } else {
                Door.sweep(socket);
            }
        }
        return OptionalInt.empty();
    }

    static Optional<DoorClient> connectTo(Path socket) {
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try {
            SocketChannel connection = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                connection.connect(UnixDomainSocketAddress.of(socket));
                return Optional.of(new DoorClient(connection));
            } catch (IOException e) {
                connection.close();
                return Optional.empty(); // left by a killed process
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * @return the exit code; empty when the command is to be run by the caller
     * @throws BrokenOffException when it comes to no end there
     */
    public OptionalInt call(List<String> args, Console console) throws BrokenOffException {
        hand(args, console);
        try {
            for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
                switch (frame.type()) {
                    case OUT -> pass(frame, console.out());
                    case ERR -> pass(frame, console.err());
                    case EXIT -> {
                        return OptionalInt.of(exit(frame));
                    }
                    case DECLINE -> {
                        return OptionalInt.empty();
                    }
                    case REFUSE -> throw refused(frame, null);
                    case ARGS, INTERRUPT -> throw new DoorException("a container does not say " + frame.type());
                }
            }
            throw new DoorException("it ended");
        } catch (BrokenOffException e) {
            throw e;
        } catch (IOException e) {
            throw BrokenOffException.underWay(e.getMessage(), e);
        }
    }

    /** A command that did not arrive whole was not begun. */
    private void hand(List<String> args, Console console) throws BrokenOffException {
        Call call = new Call(
                console.columns(), console.unicode(), console.directory().toString(), args);
        Frame frame;
        try {
            frame = new Frame(Frame.Type.ARGS, call.encode());
        } catch (IOException e) {
            throw BrokenOffException.notTaken(e.getMessage(), e);
        }
        try {
            send(frame);
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    /** One that refuses closes the connection without having read the command: its words are here before the failure is. */
    private BrokenOffException refusal(IOException unsent) {
        try {
            Frame said = Frame.read(in);
            if (said != null && said.type() == Frame.Type.REFUSE) {
                return refused(said, unsent);
            }
        } catch (IOException e) {
            unsent.addSuppressed(e);
        }
        return BrokenOffException.notTaken(unsent.getMessage(), unsent);
    }

    private static BrokenOffException refused(Frame frame, IOException unsent) {
        return BrokenOffException.notTaken(new String(frame.body(), StandardCharsets.UTF_8), unsent);
    }

    private static void pass(Frame frame, PrintStream to) {
        to.write(frame.body(), 0, frame.body().length);
        to.flush();
    }

    private static int exit(Frame frame) throws DoorException {
        if (frame.body().length != 1) {
            throw new DoorException("an exit code has one byte");
        }
        return frame.body()[0] & 0xff;
    }

    private void send(Frame frame) throws IOException {
        synchronized (out) {
            frame.write(out);
        }
    }

    /** Hands Ctrl-C on; when the container cannot be told any more, ends the call. */
    public void interrupt() {
        try {
            send(Frame.of(Frame.Type.INTERRUPT));
        } catch (IOException e) {
            close();
        }
    }

    /** Ends a call that is under way. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            return; // it is closed all the same
        }
    }
}
