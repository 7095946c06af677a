package dtp.shell.door;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answering side of the door. A container has {@code run/dtp.sock}, at most one of a home: {@code run/dtp.pid} is locked while
 * it is open and names the process. A process that follows sessions of its own has {@code run/<pid>.sock}. Opened and closed on
 * the command's thread.
 */
public final class Door implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final Pattern OF_PROCESS = Pattern.compile("([0-9]+)\\.sock");

    private final Closeable lock;
    private final ServerSocketChannel socket;
    private final Path socketFile;
    private final DoorCalls calls;

    private Door(Closeable lock, ServerSocketChannel socket, Path socketFile, DoorCalls calls) {
        this.lock = lock;
        this.socket = socket;
        this.socketFile = socketFile;
        this.calls = calls;
    }

    /** What clients connect to. */
    Path socketFile() {
        return socketFile;
    }

    static Path socketOf(Path home) {
        return home.resolve("run").resolve("dtp.sock");
    }

    /**
     * Opens the door of a home.
     *
     * @throws DoorException naming the process that has it open
     * @throws IOException when the files cannot be made
     */
    public static Door open(Path home, Answerer answerer) throws IOException {
        Path socketFile = socketOf(home);
        Files.createDirectories(socketFile.getParent());
        FileChannel pidFile = lock(home, socketFile.resolveSibling("dtp.pid"));
        try {
            Files.deleteIfExists(socketFile); // the lock is ours, so what is there was left by a killed process
            return open(socketFile, pidFile, answerer);
        } catch (IOException e) {
            pidFile.close();
            throw e;
        }
    }

    /**
     * Opens a door of this process alone, {@code run/<pid>.sock}, for commands about what it has open itself.
     *
     * @throws IOException when it cannot be made, or a process of another container has that number and this home
     */
    public static Door ofProcess(Path home, Answerer answerer) throws IOException {
        Path socketFile = socketOf(home).resolveSibling(ProcessHandle.current().pid() + ".sock");
        if (DoorClient.connectTo(socketFile).map(Door::closed).isPresent()) {
            throw new DoorException(socketFile + " is another process's");
        }
        Files.createDirectories(socketFile.getParent());
        Files.deleteIfExists(socketFile);
        return open(socketFile, () -> {}, answerer);
    }

    private static DoorClient closed(DoorClient client) {
        client.close();
        return client;
    }

    /** The doors of other processes than this one; those of killed ones too. */
    static List<Path> ofOthers(Path home) {
        List<Path> others = new ArrayList<>();
        try (DirectoryStream<Path> sockets =
                Files.newDirectoryStream(socketOf(home).getParent(), "*.sock")) {
            for (Path socket : sockets) {
                Matcher name = OF_PROCESS.matcher(socket.getFileName().toString());
                if (name.matches()
                        && !name.group(1)
                                .equals(Long.toString(ProcessHandle.current().pid()))) {
                    others.add(socket);
                }
            }
        } catch (IOException e) {
            LOG.debug("no doors of other processes: {}", e.toString());
        }
        return others;
    }

    /** Deletes a door that nobody answers at, when no process has its number: those of other machines' containers are let be. */
    static void sweep(Path socket) {
        Matcher name = OF_PROCESS.matcher(socket.getFileName().toString());
        try {
            if (name.matches()
                    && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                Files.deleteIfExists(socket);
            }
        } catch (IOException | NumberFormatException e) {
            LOG.debug("{} stays: {}", socket, e.toString());
        }
    }

    private static Door open(Path socketFile, Closeable lock, Answerer answerer) throws IOException {
        ServerSocketChannel socket = bind(socketFile);
        Files.setPosixFilePermissions(socketFile, PosixFilePermissions.fromString("rw-------"));
        return new Door(lock, socket, socketFile, DoorCalls.begin(socket::accept, answerer));
    }

    private static ServerSocketChannel bind(Path socketFile) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.bind(UnixDomainSocketAddress.of(socketFile));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new DoorException(
                    socketFile + " cannot be made a socket (" + e.getMessage()
                            + "); its name may have about 100 bytes: give a shorter --home DIR",
                    e);
        }
    }

    private static FileChannel lock(Path home, Path pidFile) throws IOException {
        FileChannel channel =
                FileChannel.open(pidFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw new DoorException("process " + Files.readString(pidFile).strip() + " serves with the home " + home
                    + " already; nothing was changed. Stop it, or give this one another home with --home DIR");
        }
        String pid = ProcessHandle.current().pid() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    /** No new calls; those that run are interrupted and have a few seconds to pause and to say how to go on. */
    @Override
    public void close() throws IOException {
        socket.close();
        Files.deleteIfExists(socketFile);
        calls.end();
        lock.close();
    }
}
