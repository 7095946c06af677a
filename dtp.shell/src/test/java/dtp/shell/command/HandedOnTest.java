package dtp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.shell.door.Door;
import dtp.shell.door.DoorClient;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that another process of the home does not take, or does not bring to their end. */
class HandedOnTest extends CommandTest {
    private static final int CALLS = 64;

    @Test
    void theSixtyFifthCommandIsToldThatNothingWasBegun() throws IOException {
        List<DoorClient> followed = new ArrayList<>();
        Door door = Door.open(home, (args, console) -> OptionalInt.of(0));
        try {
            while (followed.size() < CALLS) {
                followed.add(DoorClient.connect(home).orElseThrow());
            }
            assertEquals(1, run("get csp://10/3"));
            assertTrue(err().contains("64 commands") && err().contains("nothing was begun"), err());
            assertFalse(err().contains("dtp resume"), err());
        } finally {
            followed.forEach(DoorClient::close);
            door.close();
        }
    }

    @Test
    void argumentsThatCannotBeHandedOnBeginNothing() throws IOException {
        Door door = Door.open(home, (args, console) -> OptionalInt.of(0));
        try {
            assertEquals(1, run("get csp://10/3 -o " + "x".repeat(70_000)));
            assertEquals(1, run("get" + " csp://10/3".repeat(5_000)));
        } finally {
            door.close();
        }
        assertEquals(2, err().split("nothing was begun", -1).length - 1, err());
        assertFalse(err().contains("dtp resume"), err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"get csp://10/3", "resume OUT"})
    void aDownloadWhoseContainerIsKilledCanBeResumed(String line) throws Exception {
        assertEquals(3, runWhereItIsKilled(line));
        assertTrue(err().contains("broke off") && err().contains("dtp resume"), err());
    }

    @Test
    void aPutWhoseContainerIsKilledIsPutAgain() throws Exception {
        assertEquals(3, runWhereItIsKilled("put IMAGE tcp://h/x"));
        assertTrue(err().contains("dtp put") && !err().contains("dtp resume"), err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping csp://10", "forget OUT", "sessions", "show OUT", "pause OUT", "cancel OUT"})
    void whatIsNoTransferHasFailedWhenItsContainerIsKilled(String line) throws Exception {
        assertEquals(1, runWhereItIsKilled(line));
        assertTrue(err().contains("broke off") && !err().contains("dtp resume"), err());
    }

    @Test
    void anotherProcessThatIsKilledWhileItPausesASessionIsToldAsAFailure() throws Exception {
        assertEquals(1, runWhereItIsKilled("pause OUT", "1.sock"));
        assertTrue(err().contains("broke off") && !err().contains("dtp resume"), err());
    }

    private int runWhereItIsKilled(String line) throws Exception {
        return runWhereItIsKilled(line, "dtp.sock");
    }

    private int runWhereItIsKilled(String line, String name) throws Exception {
        Path file = Files.createDirectories(home.resolve("run")).resolve(name);
        try (ServerSocketChannel socket =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(file))) {
            CompletableFuture<Void> killed = CompletableFuture.runAsync(() -> readAndEnd(socket));
            int exit = run(line);
            killed.get();
            return exit;
        }
    }

    private static void readAndEnd(ServerSocketChannel socket) {
        try (SocketChannel connection = socket.accept()) {
            ByteBuffer read = ByteBuffer.allocate(1 << 16);
            assertTrue(connection.read(read) > 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
