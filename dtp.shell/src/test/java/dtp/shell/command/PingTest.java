package dtp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PingTest extends CommandTest {
    @Test
    void pingPrintsEveryEchoAndTheFigures() {
        assertEquals(0, run("ping csp://10 -c 2 -i 0 --ident --csp-link udp://1@h:2"));
        assertTrue(out().contains("seq=2 time=1.000 ms"), out());
        assertTrue(out().contains("2 sent, 2 received, 0 % lost"), out());
        assertTrue(out().contains("hostname=sat"), out());
    }

    @Test
    void aNodeThatNeverAnswersEndsThePingWithOne() {
        node.answers = false;
        assertEquals(1, run("ping 10 -c 1 --csp-link udp://1@h:2"));
        assertTrue(out().contains("100 % lost"), out());
    }
}
