package dtp.transport.tcp.net;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.transport.Transport;
import dtp.tck.TransportContract;
import dtp.tck.TransportHarness;
import dtp.tck.doubles.RemoteContent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The contract of transports, on ranged TCP over loopback. */
class TcpContractTest extends TransportContract {
    @Override
    protected TransportHarness harness() throws Exception {
        return new Harness();
    }

    private static final class Harness implements TransportHarness {
        private final TcpGround ground = new TcpGround();

        Harness() throws InterruptedException {}

        @Override
        public Set<Capability> capabilities() {
            return EnumSet.allOf(Capability.class);
        }

        @Override
        public Transport transport() {
            return ground.transport;
        }

        @Override
        public Endpoint serve(String name, byte[] content) {
            ground.serving.holds(name, content);
            return ground.at(name);
        }

        @Override
        public Endpoint absent() {
            return ground.at("404");
        }

        @Override
        public Endpoint unreachable() throws Exception {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return Endpoint.parse("tcp://127.0.0.1:" + taken.getLocalPort() + "/1");
            }
        }

        @Override
        public Endpoint target(String name) {
            return ground.at(name);
        }

        @Override
        public Optional<byte[]> stored(String name) {
            return ground.serving.content(name).map(RemoteContent::bytes);
        }

        @Override
        public Verification delivered() {
            return Verification.DIGEST;
        }

        @Override
        public List<Endpoint> wrong() {
            return List.of(
                    Endpoint.parse("tcp://127.0.0.1:0/1"),
                    Endpoint.parse("tcp://127.0.0.1:x/1"),
                    Endpoint.parse("tcp://a,b:1/1"),
                    Endpoint.parse("tcp://127.0.0.1:1/"),
                    Endpoint.parse("tcp://127.0.0.1:1/" + "n".repeat(256)),
                    Endpoint.parse("tcp://127.0.0.1:1/1?mtu=5"),
                    Endpoint.parse("tcp://127.0.0.1:1/1?ranged=perhaps"));
        }

        @Override
        public TransferOptions options() {
            return TransferOptions.builder()
                    .idleTimeout(Duration.ofMillis(500))
                    .connections(4)
                    .build();
        }

        @Override
        public void close() {
            ground.close();
        }
    }
}
