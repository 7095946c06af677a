package dtp.shell.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.shell.console.Console;
import dtp.shell.console.Interrupt;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DoorTest {
    private static final long LONG_MS = 20_000;

    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Interrupt interrupt = new Interrupt();

    private Console console() {
        return new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                100,
                true,
                home,
                interrupt);
    }

    private OptionalInt call(List<String> args) throws IOException {
        try (DoorClient client = DoorClient.connect(home).orElseThrow()) {
            return client.call(args, console());
        }
    }

    private static CompletableFuture<OptionalInt> inBackground(Callable<OptionalInt> call) {
        CompletableFuture<OptionalInt> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                end.complete(call.call());
            } catch (Exception e) {
                end.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    @Test
    void aCommandRunsInTheContainerWithItsArgumentsDirectoryAndWidth() throws IOException {
        Answerer echo = (args, console) -> {
            console.out().println(args + " " + console.columns() + " " + console.unicode());
            console.err().println(console.directory().equals(home));
            return OptionalInt.of(3);
        };
        try (Door door = Door.open(home, echo)) {
            assertEquals(OptionalInt.of(3), call(List.of("get", "csp://10/3", "äö")));
            assertEquals("[get, csp://10/3, äö] 100 true\n", out.toString(StandardCharsets.UTF_8));
            assertEquals("true\n", err.toString(StandardCharsets.UTF_8));
            assertTrue(Files.exists(door.socketFile()));
        }
    }

    @Test
    void aMegabyteOfOutputArrivesWhole() throws IOException {
        Answerer talker = (args, console) -> {
            byte[] much = new byte[3 * Frame.MAX_BODY + 7];
            console.out().write(much, 0, much.length);
            return OptionalInt.of(0);
        };
        Door door = Door.open(home, talker);
        assertEquals(OptionalInt.of(0), call(List.of()));
        assertEquals(3 * Frame.MAX_BODY + 7, out.size());
        door.close();
    }

    @Test
    void anInterruptReachesTheCommandOnceAndTwice() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Answerer waiter = (args, console) -> {
            running.countDown();
            console.interrupt().await(LONG_MS);
            int first = console.interrupt().isRaised() ? 1 : 0;
            console.out().println("paused");
            console.interrupt().awaitAfterFirst(new CompletableFuture<Void>(), LONG_MS);
            return OptionalInt.of(first + (console.interrupt().isRaisedTwice() ? 2 : 0));
        };
        Door door = Door.open(home, waiter);
        DoorClient client = DoorClient.connect(home).orElseThrow();
        CompletableFuture<OptionalInt> exit = inBackground(() -> client.call(List.of("get"), console()));
        running.await();
        client.interrupt();
        client.interrupt();
        assertEquals(OptionalInt.of(3), exit.get());
        door.close();
    }

    @Test
    void aClientThatIsGoneInterruptsItsCommand() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CountDownLatch running = new CountDownLatch(1);
        Answerer waiter = (args, console) -> {
            running.countDown();
            console.interrupt().await(LONG_MS);
            interrupted.complete(console.interrupt().isRaised());
            return OptionalInt.of(0);
        };
        Door door = Door.open(home, waiter);
        DoorClient client = DoorClient.connect(home).orElseThrow();
        CompletableFuture<OptionalInt> call = inBackground(() -> client.call(List.of("get"), console()));
        running.await();
        client.close();
        assertTrue(interrupted.get());
        ExecutionException end = assertThrows(ExecutionException.class, call::get);
        assertTrue(end.getCause() instanceof BrokenOffException broken && broken.mayHaveBegun());
        door.close();
    }

    @Test
    void aContainerThatStopsInterruptsItsCommandsAndTheyStillSayHowTheyEnd() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Answerer waiter = (args, console) -> {
            running.countDown();
            console.interrupt().await(LONG_MS);
            console.err().println("dtp resume OUT");
            return OptionalInt.of(3);
        };
        Door door = Door.open(home, waiter);
        CompletableFuture<OptionalInt> exit = inBackground(() -> call(List.of("get")));
        running.await();
        door.close();
        assertEquals(OptionalInt.of(3), exit.get());
        assertEquals("dtp resume OUT\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aCommandThatWantsAnotherNodeIsDeclined() throws IOException {
        Door door = Door.open(home, (args, console) -> OptionalInt.empty());
        assertEquals(OptionalInt.empty(), call(List.of("get")));
        door.close();
    }

    @Test
    void aSecondDoorOfOneHomeNamesTheProcess() throws IOException {
        // Locks are of a process, so the second is asked for in another way: the JVM refuses an overlapping one.
        Door door = Door.open(home, (args, console) -> OptionalInt.of(0));
        assertEquals(
                ProcessHandle.current().pid() + "",
                Files.readString(home.resolve("run").resolve("dtp.pid")).strip());
        IOException refused =
                assertThrows(IOException.class, () -> Door.open(home, (args, console) -> OptionalInt.of(0)));
        assertTrue(
                refused.getMessage()
                        .contains("process " + ProcessHandle.current().pid()),
                refused.getMessage());
        door.close();
    }

    @Test
    void onlyTheUserMayUseTheSocket() throws IOException {
        Door door = Door.open(home, (args, console) -> OptionalInt.of(0));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Door.socketOf(home))));
        door.close();
    }

    @Test
    void theSocketOfAKilledContainerIsReplaced() throws IOException {
        Files.createDirectories(home.resolve("run"));
        ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        left.bind(UnixDomainSocketAddress.of(Door.socketOf(home)));
        left.close();
        assertTrue(DoorClient.connect(home).isEmpty());
        Door door = Door.open(home, (args, console) -> OptionalInt.of(0));
        assertEquals(OptionalInt.of(0), call(List.of()));
        door.close();
        assertTrue(DoorClient.connect(home).isEmpty());
    }

    @Test
    void aHomeWithATooLongNameIsToldSo() throws IOException {
        Path deep = Files.createDirectories(home.resolve("x".repeat(120)));
        IOException refused =
                assertThrows(IOException.class, () -> Door.open(deep, (args, console) -> OptionalInt.of(0)));
        assertTrue(refused.getMessage().contains("--home"), refused.getMessage());
    }

    @Test
    void framesOfUnknownTypeTooLongOrCutAreRefused() {
        assertThrows(DoorException.class, () -> Frame.read(new ByteArrayInputStream(new byte[] {99, 0, 0, 0, 0})));
        assertThrows(DoorException.class, () -> Frame.read(new ByteArrayInputStream(new byte[] {1, 0, 16, 0, 1})));
        assertThrows(DoorException.class, () -> Frame.read(new ByteArrayInputStream(new byte[] {1, -1, 0, 0, 1})));
        assertThrows(DoorException.class, () -> Frame.read(new ByteArrayInputStream(new byte[] {1, 0, 0})));
        assertThrows(DoorException.class, () -> Frame.read(new ByteArrayInputStream(new byte[] {1, 0, 0, 0, 2, 1})));
    }

    @Test
    void everyCutOfACallIsRefused() throws IOException {
        Call call = new Call(80, true, "/tmp", List.of("get", "csp://10/3"));
        byte[] whole = call.encode();
        assertEquals(call, Call.decode(whole));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThrows(DoorException.class, () -> Call.decode(cut));
        }
        assertThrows(DoorException.class, () -> Call.decode(java.util.Arrays.copyOf(whole, whole.length + 1)));
    }
}
