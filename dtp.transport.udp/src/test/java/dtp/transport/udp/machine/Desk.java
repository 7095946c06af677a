package dtp.transport.udp.machine;

import dtp.api.payload.Payload;
import dtp.api.transport.Serving;
import dtp.transport.udp.wire.DecodeException;
import dtp.transport.udp.wire.Decoder;
import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Packet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A server to which datagrams are handed one by one; what it sends to whom is kept. One thread. */
final class Desk implements Surroundings {
    private final RandomGenerator random = new SplittableRandom(3);
    private final Buffers buffers = new Buffers();
    private final Map<InetSocketAddress, List<ByteBuffer>> sent = new HashMap<>();
    final Map<InetSocketAddress, Long> bytesSent = new HashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    final List<Throwable> broken = new ArrayList<>();
    final KftpServer server;
    /** Stands before every read of a payload. */
    Runnable beforeRead = () -> {};

    /** Whether the sockets take more. */
    boolean writable = true;

    private boolean holds;
    long nowNs = 1_000_000_000L;

    Desk(Serving serving, ServerLimits limits) {
        server = new KftpServer(serving, limits, this);
    }

    static InetSocketAddress address(int host, int port) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {10, 0, (byte) (host >> 8), (byte) host}), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return what was sent to that address since it was asked last */
    List<ByteBuffer> say(InetSocketAddress from, ByteBuffer datagram) {
        server.onDatagram(from, new Wire(from), datagram, nowNs);
        server.run(nowNs);
        return heard(from);
    }

    List<ByteBuffer> heard(InetSocketAddress to) {
        List<ByteBuffer> all = sent.remove(to);
        return all == null ? List.of() : all;
    }

    /** Those that are no pieces, decoded. */
    List<Packet> ask(InetSocketAddress from, Packet packet) {
        return packets(say(from, Encoder.encode(packet)));
    }

    static List<Packet> packets(List<ByteBuffer> datagrams) {
        List<Packet> packets = new ArrayList<>();
        for (ByteBuffer datagram : datagrams) {
            try {
                if (!dtp.transport.udp.wire.Data.isPiece(datagram)) {
                    packets.add(Decoder.decode(datagram.duplicate()));
                }
            } catch (DecodeException e) {
                throw new AssertionError("the server sends what is none", e);
            }
        }
        return packets;
    }

    void pass(long ns) {
        nowNs += ns;
        server.run(nowNs);
    }

    @Override
    public Buffers buffers() {
        return buffers;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public void execute(Runnable action) {
        if (holds) {
            held.add(action);
        } else {
            action.run();
        }
    }

    @Override
    public void broken(Throwable why) {
        broken.add(why);
    }

    /** What others answer waits from now on. */
    void hold() {
        holds = true;
    }

    /** What waited is answered. */
    void release() {
        holds = false;
        held.forEach(Runnable::run);
        held.clear();
        server.run(nowNs);
    }

    @Override
    public Reader reader(Payload payload) {
        return (position, into, done) -> {
            beforeRead.run();
            try {
                long at = position;
                while (into.hasRemaining()) {
                    at += payload.read(at, into);
                }
                done.accept(null);
            } catch (IOException e) {
                done.accept(e);
            }
        };
    }

    private final class Wire implements Line {
        private final InetSocketAddress to;
        private final ByteBuffer batch = ByteBuffer.allocate(70_000);

        Wire(InetSocketAddress to) {
            this.to = to;
        }

        @Override
        public void send(ByteBuffer datagram) {
            bytesSent.merge(to, (long) datagram.remaining(), Long::sum);
            sent.computeIfAbsent(to, a -> new ArrayList<>()).add(datagram.duplicate());
        }

        @Override
        public boolean writable() {
            return writable;
        }

        @Override
        public ByteBuffer batch(int bytes) {
            return batch.clear();
        }

        @Override
        public void sendBatch(int segmentBytes) {
            batch.flip();
            while (batch.hasRemaining()) {
                byte[] one = new byte[Math.min(segmentBytes, batch.remaining())];
                batch.get(one);
                send(ByteBuffer.wrap(one));
            }
        }
    }
}
