package dtp.transport.udp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.transport.Delivery;
import dtp.api.transport.End;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.transport.udp.wire.Data;
import dtp.transport.udp.wire.DecodeException;
import dtp.transport.udp.wire.Decoder;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** By what a stored put is told to be verified ([T22]): by its digest only where the server took note of that. */
class PutVerificationTest {
    private final KftpHarness harness = new KftpHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    /** How a server of the test answers the options of a request. */
    interface Answering {
        Packet answer(Map<String, String> options);
    }

    /** Answers whoever asks until its socket is closed, and stores nothing. */
    private static void serve(DatagramSocket socket, Answering answering) {
        byte[] in = new byte[2_048];
        try {
            while (true) {
                DatagramPacket datagram = new DatagramPacket(in, in.length);
                socket.receive(datagram);
                ByteBuffer bytes = ByteBuffer.wrap(in, 0, datagram.getLength());
                if (!Data.isPiece(bytes)) {
                    answer(socket, datagram, Decoder.decode(bytes), answering);
                }
            }
        } catch (IOException e) {
            return; // the test is over
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }

    private static void answer(DatagramSocket socket, DatagramPacket from, Packet packet, Answering answering)
            throws IOException {
        ByteBuffer answer = null;
        if (packet instanceof Packet.Rrq rrq) {
            answer = Encoder.encode(answering.answer(rrq.options()));
        } else if (packet instanceof Packet.Irq irq) {
            answer = Encoder.encode(new Packet.IrqAck(7, irq.count(), 10, 1_400));
        } else if (packet instanceof Packet.Done) {
            answer = Encoder.encode(new Packet.Ack(Op.DATA, 7));
        }
        if (answer != null) {
            byte[] bytes = new byte[answer.remaining()];
            answer.get(bytes);
            socket.send(new DatagramPacket(bytes, bytes.length, from.getSocketAddress()));
        }
    }

    private Verification stored(Answering answering) throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> serve(socket, answering));
            server.setDaemon(true);
            server.start();
            Endpoint target = Endpoint.parse("kftp://127.0.0.1:" + socket.getLocalPort() + "/up");
            MemoryPayload payload = new MemoryPayload("up", new byte[10]);
            try (Delivery put =
                    harness.transport().deliver(payload, target, TransferOptions.defaults(), new RecordingObserver())) {
                End end = put.end().toCompletableFuture().get(60, TimeUnit.SECONDS);
                assertEquals(End.Kind.ENDED, end.kind(), () -> "" + end);
                return put.verification();
            }
        }
    }

    private static Packet accepting(Map<String, String> options, String key) {
        Map<String, String> accepted = new HashMap<>(options);
        accepted.keySet().retainAll(Set.of(key));
        return new Packet.RrqAck(7, accepted);
    }

    @Test
    void aServerThatRefusesOptionsNeverSawTheDigest() throws Exception {
        assertEquals(
                Verification.SIZE,
                stored(options -> options.isEmpty()
                        ? new Packet.RrqAck(7, Map.of())
                        : new Packet.Nack(Op.RRQ, 0, Op.BAD_REQUEST, "")));
    }

    @Test
    void aServerThatIgnoresOptionsDidNotReadIt() throws Exception {
        assertEquals(Verification.SIZE, stored(options -> accepting(options, "piece")));
    }

    @Test
    void aServerThatRepeatsTheDigestOrKnowsRangesVerifiesByIt() throws Exception {
        assertEquals(Verification.DIGEST, stored(options -> accepting(options, "sha256")));
        assertEquals(Verification.DIGEST, stored(options -> accepting(options, "ranges")));
    }

    @Test
    void anotherDigestThanTheOneToldIsNone() throws Exception {
        assertEquals(Verification.SIZE, stored(options -> new Packet.RrqAck(7, Map.of("sha256", "ab".repeat(32)))));
    }
}
