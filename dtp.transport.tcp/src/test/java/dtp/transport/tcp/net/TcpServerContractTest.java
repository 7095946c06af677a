package dtp.transport.tcp.net;

import dtp.api.transport.TransportServer;
import dtp.tck.TransportServerContract;
import dtp.tck.TransportServerHarness;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.tcp.machine.ServerSettings;
import java.util.Optional;

/** The contract of servers, [T24]. */
class TcpServerContractTest extends TransportServerContract {
    @Override
    protected TransportServerHarness harness() {
        return new TransportServerHarness() {
            private final Loops loops = new Loops("test-tcp", 1, 1);
            private TcpServer server;

            @Override
            public TransportServer start(int port) {
                ServerSettings each = new ServerSettings(1_000_000_000L, Long.MAX_VALUE);
                server = new TcpServer(
                        loops, new ScriptedServing(), new Limits("127.0.0.1", port, 8, each), Optional.empty());
                server.start();
                return server;
            }

            @Override
            public void stop() {
                server.close();
            }

            @Override
            public void close() {
                loops.close();
            }
        };
    }
}
