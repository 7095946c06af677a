package dtp.shell.door;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dtp.shell.console.Console;
import dtp.shell.console.Interrupt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DoorCallsTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicInteger accepts = new AtomicInteger();
    private Path file;
    private ServerSocketChannel socket;

    @BeforeEach
    void aSocketToWhichClientsConnect() throws IOException {
        file = home.resolve("s.sock");
        socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(file));
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    private OptionalInt call(String command) throws IOException {
        PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);
        Console console = new Console(to, to, 0, true, home, new Interrupt());
        try (DoorClient client = DoorClient.connectTo(file).orElseThrow()) {
            return client.call(List.of(command), console);
        }
    }

    @Test
    void whoComesWhileThereIsNoDescriptorOrThreadForItIsAnsweredWhenThereIs() throws IOException {
        DoorCalls calls = DoorCalls.begin(
                () -> {
                    switch (accepts.incrementAndGet()) {
                        case 1 -> throw new IOException("Too many open files");
                        case 2 -> throw new OutOfMemoryError("unable to create native thread");
                        default -> {
                            return socket.accept();
                        }
                    }
                },
                (args, console) -> OptionalInt.of(7));
        assertEquals(OptionalInt.of(7), call("sessions"));
        socket.close();
        calls.end();
    }
}
