package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dtp.api.Endpoint;
import dtp.api.transport.End;
import dtp.transport.tcp.machine.ClientMachine;
import dtp.transport.tcp.machine.ClientSettings;
import dtp.transport.tcp.machine.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A request that is ended while it waits for its connection. */
@Timeout(60)
class RequestEndTest {
    private static final int FEW = 32;

    private final Loops loops = new Loops("test-tcp", 1, 1);
    private final Connector connector = new Connector(loops, TcpGround.keyless());

    @AfterEach
    void close() {
        connector.close();
        loops.close();
    }

    @Test
    void aConnectionGrantedWhileItsRequestIsEndedIsNotMade() throws Exception {
        try (ServerSocket nobodyAccepts = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Endpoint at = Endpoint.parse("tcp://127.0.0.1:" + nobodyAccepts.getLocalPort() + "/file");
            Address address = Address.of(at);
            for (int i = 0; i < FEW; i++) {
                connector.pool().acquire(address, granted -> {});
            }
            int[] open = new int[1];
            ClientRequest request = new Waiting(at, () -> {
                connector.pool().closed(address); // whose place it is granted
                loops.next().submit(() -> {}).sync();
                open[0] = connector.pool().open(address);
            });
            request.begin();
            request.stop(End.of(End.Kind.CLOSED));
            assertEquals(End.Kind.CLOSED, request.done.get().kind());
            assertEquals(FEW - 1, open[0], "it has given its place up");
        }
    }

    /** What a test does in the moment before the end is told. */
    private interface Moment {
        void comes() throws InterruptedException;
    }

    /** Waits for a connection, and never uses it. */
    private final class Waiting extends ClientRequest {
        private Moment moment;

        Waiting(Endpoint at, Moment moment) {
            super(RequestEndTest.this.connector, at, 1_000_000_000L, () -> Long.MAX_VALUE);
            this.moment = moment;
        }

        @Override
        ClientMachine machine(Carrier line, ClientSettings settings, Consumer<Outcome> told) {
            throw new AssertionError("it was ended");
        }

        @Override
        void ending(Outcome outcome) {
            Moment now = moment;
            moment = () -> {};
            try {
                now.comes();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        boolean goesOnAsBase() {
            return true;
        }

        @Override
        void onNeither() {}
    }
}
