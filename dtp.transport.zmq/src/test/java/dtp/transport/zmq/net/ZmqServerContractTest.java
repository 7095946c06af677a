package dtp.transport.zmq.net;

import dtp.api.transport.TransportServer;
import dtp.tck.TransportServerContract;
import dtp.tck.TransportServerHarness;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.zmq.machine.ServerSettings;
import java.util.Optional;

class ZmqServerContractTest extends TransportServerContract {
    @Override
    protected TransportServerHarness harness() {
        return new TransportServerHarness() {
            private ZmqServer server;

            @Override
            public TransportServer start(int port) {
                ServerPlace place = new ServerPlace("127.0.0.1", port, Optional.empty());
                server = new ZmqServer(place, ServerSettings.DEFAULTS, new ScriptedServing());
                return server;
            }

            @Override
            public void stop() {
                server.close();
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }
}
