package dtp.csp.node;

import static dtp.csp.node.SimulatedPair.MS;
import static dtp.csp.node.SimulatedPair.SAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpListener;
import dtp.csp.rdp.RdpOptions;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.CspVersion;
import dtp.csp.wire.DecodeException;
import dtp.csp.wire.RdpTrailer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two of our machines over a faulty path, one seed a run: {@code -Ddtp.seed=N} replays one. */
class RdpSimTest {
    private static final int PORT = 7;
    private static final long STREAM_MS = 2_000;

    static LongStream seeds() {
        Long one = Long.getLong("dtp.seed");
        return one != null ? LongStream.of(one) : LongStream.range(0, Integer.getInteger("dtp.seeds", 500));
    }

    /** A server as DTP's: answers a request, streams for a while, closes. */
    private static final class Server implements RdpListener, Agent {
        final CspConnection connection;
        final List<byte[]> requests = new ArrayList<>();
        private long closeNs = Long.MAX_VALUE;

        Server(CspConnection connection) {
            this.connection = connection;
        }

        @Override
        public void onData(ByteBuffer data, long nowNs) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            requests.add(copy);
            assertTrue(connection.send(ByteBuffer.wrap(new byte[] {copy[0], 1, 2, 3}), nowNs));
            closeNs = nowNs + STREAM_MS * MS;
        }

        @Override
        public void onClosed(RdpEnd how, long nowNs) {
            closeNs = Long.MAX_VALUE;
        }

        @Override
        public long nextDeadlineNs() {
            return closeNs;
        }

        @Override
        public void onTime(long nowNs) {
            closeNs = Long.MAX_VALUE;
            connection.close(nowNs);
        }
    }

    private static final class Client implements RdpListener {
        int opened;
        int responses;
        RdpEnd end;

        @Override
        public void onOpen(long nowNs) {
            opened++;
        }

        @Override
        public void onData(ByteBuffer data, long nowNs) {
            responses++;
        }

        @Override
        public void onClosed(RdpEnd how, long nowNs) {
            assertEquals(null, end);
            end = how;
        }
    }

    private static SimulatedPair.Faults faults(Random random) {
        double loss = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.4;
        long delayMs = new long[] {0, 1, 20, 300}[random.nextInt(4)];
        long jitterMs = random.nextBoolean() ? 0 : random.nextInt(200);
        return new SimulatedPair.Faults(loss, random.nextDouble() * 0.2, random.nextDouble() * 0.05, delayMs, jitterMs);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyRequestArrivesAtMostOnceAndEveryConnectionEnds(long seed) {
        Random random = new Random(seed);
        boolean crc32 = random.nextBoolean();
        SimulatedPair pair =
                new SimulatedPair(seed, random.nextBoolean() ? CspVersion.V1 : CspVersion.V2, faults(random));
        List<Server> servers = new ArrayList<>();
        pair.sat.listen(PORT, (connection, nowNs) -> {
            Server server = new Server(connection);
            servers.add(server);
            pair.sat.add(server);
            return server;
        });
        List<Client> clients = new ArrayList<>();
        for (byte id = 1; id <= 3; id++) {
            Client client = new Client();
            clients.add(client);
            ByteBuffer request = ByteBuffer.allocate(80).put(0, id);
            assertTrue(pair.ground
                    .connect(new Target(SAT, PORT, crc32, RdpOptions.DEFAULT), request, client, pair.nowNs)
                    .isPresent());
            pair.runTo(id * 1_500L);
        }
        pair.runTo(200_000);

        assertEquals(0, pair.ground.connectionCount());
        assertEquals(0, pair.sat.connectionCount());
        for (Client client : clients) {
            assertNotNull(client.end);
            assertTrue(client.responses <= 1 && client.opened <= 1);
            if (client.end == RdpEnd.RESET && crc32) {
                assertEquals(1, client.responses, "an end in sequence means that the response has come");
            }
        }
        for (int id = 1; id <= 3 && crc32; id++) {
            int wanted = id;
            long executed = servers.stream()
                    .flatMap(s -> s.requests.stream())
                    .filter(r -> r[0] == wanted)
                    .count();
            assertTrue(executed <= 1, "request " + id + " was executed " + executed + " times");
            assertTrue(clients.get(id - 1).responses <= executed);
        }
        checkWhatWasSent(pair);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void withoutFaultsEveryConnectionEndsInSequence(long seed) {
        SimulatedPair pair = new SimulatedPair(seed, CspVersion.V2, new SimulatedPair.Faults(0, 0, 0, seed % 400, 0));
        pair.sat.listen(PORT, (connection, nowNs) -> {
            Server server = new Server(connection);
            pair.sat.add(server);
            return server;
        });
        Client client = new Client();
        pair.ground.connect(new Target(SAT, PORT, false, RdpOptions.DEFAULT), ByteBuffer.allocate(80), client, 0);
        pair.runTo(10_000);
        assertEquals(RdpEnd.RESET, client.end);
        assertEquals(1, client.responses);
        long rttNs = 2 * (seed % 400) * MS;
        assertTrue(Math.abs(pair.ground.rttNs(SAT) - rttNs) <= rttNs / 8 + MS, "measured " + pair.ground.rttNs(SAT));
    }

    private static void checkWhatWasSent(SimulatedPair pair) {
        List<SimulatedPair.Sent> sent = pair.sent;
        for (int i = 0; i < sent.size(); i++) {
            for (int j = i - 1; j >= 0 && sent.get(i).timeNs() - sent.get(j).timeNs() < 100 * MS; j--) {
                boolean same = sent.get(i).from() == sent.get(j).from()
                        && sent.get(i).bytes().equals(sent.get(j).bytes());
                assertFalse(same, "two equal packets within 100 ms: a C node would drop the second");
            }
        }
        CspVersion version = pair.ground.settings().version();
        boolean[] requested = new boolean[CspHeader.MAX_PORT + 1];
        for (SimulatedPair.Sent packet : sent) {
            try {
                ByteBuffer bytes = packet.bytes().duplicate();
                long header = version.read(bytes);
                if (CspHeader.destination(header) == SAT) {
                    int crc = CspHeader.has(header, CspHeader.CRC32) ? 4 : 0;
                    RdpTrailer trailer = RdpTrailer.strip(bytes.limit(bytes.limit() - crc));
                    int port = CspHeader.sourcePort(header);
                    requested[port] |= bytes.remaining() == 80;
                    boolean bareAck = trailer.flags() == RdpTrailer.ACK && !bytes.hasRemaining();
                    assertTrue(!bareAck || requested[port], "a bare ACK before the request");
                }
            } catch (DecodeException e) {
                throw new AssertionError("sent what cannot be read", e);
            }
        }
    }
}
