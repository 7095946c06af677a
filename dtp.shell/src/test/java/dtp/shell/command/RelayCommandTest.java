package dtp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.contact.ContactPlan;
import dtp.path.relay.Relay;
import dtp.path.relay.RelayText;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RelayCommandTest extends CommandTest {
    @Test
    void aLinkWhosePortIsTakenIsToldClosedAndComesBackWhenItIsFree() throws Exception {
        Path links = Files.writeString(home.resolve("links.conf"), "a: udp 0 9\nb: udp 0 9\n");
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> run("relay --file links.conf"));
        awaitWords("relaying;", true);
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Files.writeString(links, "a: udp " + taken.getLocalPort() + " 9\nb: udp 0 9 loss=50%\n");
            awaitWords("is closed, and tried again", false);
            assertTrue(err().contains("a: UDP port"), err());
        }
        awaitWords("the links are as the files say now\n", false);
        assertEquals(1, err().split("tried again", -1).length - 1, err());
        Files.writeString(links, "nonsense");
        awaitWords("the links stay as they were", false);
        interrupt.raise();
        assertEquals(0, exit.get(), err());
    }

    private void awaitWords(String words, boolean onOut) {
        while (!(onOut ? out() : err()).contains(words)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aRelayThatIsDeadEndsTheCommandWithOne() throws IOException {
        Relay relay = Relay.open(RelayText.file("a: udp 0 9", ContactPlan.always()));
        relay.close();
        Invocation in = new Invocation(
                console(),
                station,
                new Common(),
                InstantSource.system(),
                new Setup(station, interrupt),
                Optional.empty());
        CommandException e = assertThrows(CommandException.class, () -> new RelayCommand().watch(in, relay));
        assertEquals(1, e.exit());
        assertTrue(e.getMessage().contains("nothing is passed on any more"), e.getMessage());
        assertEquals(
                List.of("a a to b: 0 offered, 0 delivered", "a b to a: 0 offered, 0 delivered"),
                out().lines().toList());
    }
}
