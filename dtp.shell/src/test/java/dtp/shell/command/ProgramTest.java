package dtp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dtp.api.SessionService;
import dtp.api.link.CspNode;
import dtp.api.transport.TransportCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest extends CommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "get",
                "get nonsense",
                "get sat9:3",
                "get csp:///3",
                "fly",
                "get csp://10/3 -t fast --csp-link udp://1@h:2",
                "get csp://10/3 -m 5 --csp-link udp://1@h:2",
                "get csp://10/3 --no-such-option",
                "get csp://10/3 --digest md5:00",
                "get csp://10/3",
                "get csp://10/3 --csp-link nonsense",
                "get csp://10/3 --csp-version 3 --csp-link udp://1@h:2",
                "get csp://10/3 --csp-version 1 --csp-address 31 --csp-link udp://1@h:2",
                "get csp://10/3 --batch list",
                "resume",
                "serve --payload 300=x",
                "serve --payload nothing",
                "serve --tcp 70000",
                "serve --zmq here",
                "serve --kftp :5",
                "put",
                "put IMAGE",
                "put IMAGE nonsense",
                "put IMAGE tcp://h/x --digest md5:00",
                "ping tcp://host/x",
                "ping csp://10 -c 0"
            })
    void wrongUsageEndsWithTwo(String line) {
        assertEquals(2, run(line), err());
        assertFalse(err().isEmpty());
        assertTrue(sessions.gets.isEmpty());
    }

    @Test
    void everyJsonLineIsAnEventWithATimeInUtc() throws IOException {
        assertEquals(0, run(GET + " --json"));
        String[] lines = out().split("\n");
        String[] events = {"started", "state", "end"};
        assertEquals(events.length, lines.length, out());
        for (int i = 0; i < events.length; i++) {
            try (JsonParser parser = new JsonFactory().createParser(lines[i])) {
                while (parser.nextToken() != null) {
                    assertFalse(parser.currentToken() == null);
                }
            }
            assertTrue(
                    lines[i].startsWith("{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"" + events[i] + "\""),
                    lines[i]);
        }
        assertTrue(lines[2].contains("\"exit\":0") && lines[2].contains(FakeStatus.DIGEST.toString()), lines[2]);
    }

    @Test
    void aCommandOfAnotherProcessIsRunHereOrDeclinedByTheNodeItNames() {
        station.services.put(CspNode.class, node);
        station.services.put(SessionService.class, sessions);
        assertTrue(program.answer(List.of("get", "csp://12/3"), console()).isPresent());
        assertTrue(program.answer(
                        List.of("get", "csp://12/3", "--csp-address", "10", "--csp-link", FakeNode.LINK), console())
                .isPresent());
        assertTrue(program.answer(List.of("get", "csp://12/3", "--csp-address", "11"), console())
                .isEmpty());
        assertTrue(program.answer(List.of("get", "csp://12/3", "--csp-link", "udp://1@h:2"), console())
                .isEmpty());
        assertEquals(2, sessions.gets.size());
    }

    @Test
    void helpAndVersionNeedNoCommand() {
        assertEquals(0, run("--version"));
        assertEquals("dtp 0.1.0\n", out());
        assertEquals(0, run("--help"));
        assertTrue(out().contains("dtp resume"), out());
        assertEquals(0, run("get --help"));
        assertTrue(out().contains("--require-digest"), out());
        assertEquals(0, run("help serve"));
        assertTrue(out().contains("--payload"), out());
    }

    @Test
    void globalOptionsMayStandBeforeTheCommand() {
        assertEquals(0, run("--home " + home + " --csp-link udp://1@h:2 --json get csp://10/3"));
    }

    @Test
    void aCommandThatABundleBringsGetsWhatIsNotAnOptionOfEveryCommand() {
        List<String> got = new ArrayList<>();
        station.services.put(TransportCommand.class, new TransportCommand() {
            @Override
            public String help() {
                return "makes keys";
            }

            @Override
            public int run(List<String> args, Path directory, Path config, PrintStream to, PrintStream errors) {
                got.addAll(args);
                to.println(config);
                return 1;
            }
        });
        assertEquals(1, run("--home X keygen --force -o KEYS station --json"));
        assertEquals(List.of("--force", "-o", "KEYS", "station"), got);
        assertEquals(home.resolve("config") + "\n", out());
        assertEquals(0, run("keygen --help"));
        assertTrue(out().contains("makes keys"), out());
        assertEquals(0, run("--help"));
        assertTrue(out().contains("dtp keygen --help explains it"), out());
    }
}
