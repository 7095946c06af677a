package dtp.shell.command;

import dtp.api.GetRequest;
import dtp.api.Reason;
import dtp.api.SessionService;
import dtp.api.SessionState;
import dtp.api.link.CspNode;
import dtp.api.transport.Serving;
import dtp.api.transport.Transport;
import dtp.shell.console.Console;
import dtp.shell.console.Interrupt;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process without services, in which commands are run as a user types them. */
@Timeout(30)
abstract class CommandTest {
    static final String GET = "get csp://10/3 --csp-link udp://9002@127.0.0.1:9001";

    @TempDir
    Path home;

    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final Interrupt interrupt = new Interrupt();
    final FakeSessions sessions = new FakeSessions();
    final FakeNode node = new FakeNode();
    FakeStation station;
    Program program;

    @BeforeEach
    void aProcessWithoutServices() {
        station = new FakeStation(home);
        station.afterConfiguration.put(SessionService.class, sessions);
        station.afterConfiguration.put(CspNode.class, node);
        station.afterConfiguration.put(Transport.class, nothing(Transport.class));
        station.afterConfiguration.put(Serving.class, nothing(Serving.class));
        program = new Program(station, InstantSource.fixed(Instant.EPOCH));
    }

    private static Object nothing(Class<?> type) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> null);
    }

    Console console() {
        return new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                0,
                false,
                home,
                interrupt);
    }

    int run(String line) {
        return program.run(List.of(line.split(" ")), console());
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    String lastLine() {
        String[] lines = out().split("\n");
        return lines[lines.length - 1];
    }

    GetRequest asked() {
        return sessions.gets.get(sessions.gets.size() - 1);
    }

    FakeSession paused() {
        FakeSession session = new FakeSession(
                home.resolve("OUT"), FakeStatus.ended(SessionState.PAUSED, Reason.Code.USER, "you asked for it"));
        sessions.stored.put(session.path, session);
        return session;
    }
}
