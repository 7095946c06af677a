package dtp.transport.udp.machine;

import dtp.api.payload.Payload;
import dtp.path.PathModel;
import dtp.tck.sim.SimulatedEnd;
import dtp.tck.sim.SimulatedLink;
import dtp.tck.sim.SimulatedNetwork;
import dtp.tck.sim.VirtualTime;
import dtp.transport.udp.wire.Data;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * Machines of KFTP in virtual time, joined by impaired links. Frames bear a checksum as UDP does, so that corruption is loss,
 * and a number of the flow, so that several share a link. One thread.
 */
final class World {
    final VirtualTime time;
    final SimulatedNetwork network;
    private final long seed;
    private int links;

    World(long seed) {
        this.seed = seed;
        time = new VirtualTime(seed);
        network = new SimulatedNetwork(time, seed);
    }

    /** Runs a machine when something has happened and when its time has come. */
    final class Runner implements Surroundings {
        private final RandomGenerator random = new SplittableRandom(seed);
        private final Buffers buffers = new Buffers();
        private LongUnaryOperator machine = now -> Long.MAX_VALUE;
        private VirtualTime.Event timer;

        void run() {
            long deadline = machine.applyAsLong(time.nowNs());
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
            if (deadline != Long.MAX_VALUE) {
                timer = time.at(Math.max(deadline, time.nowNs() + 1), this::run);
            }
        }

        /** Starts it on these ports, and runs it from now on. */
        void drive(Transfer transfer, List<Port> ports) {
            machine = now -> {
                transfer.run(now);
                return transfer.deadlineNs(now);
            };
            for (int i = 0; i < ports.size(); i++) {
                int lane = i;
                ports.get(i).onDatagram(in -> {
                    transfer.onDatagram(lane, in, time.nowNs());
                    run();
                });
            }
            transfer.start(time.nowNs());
            run();
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
            time.after(1_000, () -> {
                action.run();
                run();
            });
        }

        @Override
        public void broken(Throwable why) {
            throw new AssertionError(why);
        }

        @Override
        public Reader reader(Payload payload) {
            return (position, into, done) -> time.after(50_000, () -> {
                IOException failed = null;
                try {
                    long at = position;
                    while (into.hasRemaining()) {
                        at += payload.read(at, into);
                    }
                } catch (IOException e) {
                    failed = e;
                }
                done.accept(failed);
                run();
            });
        }
    }

    /** One link for several flows. */
    final class Wire {
        final SimulatedLink link;
        private final Map<Integer, Port> clients = new HashMap<>();
        private final Map<Integer, Port> servers = new HashMap<>();

        Wire(PathModel model) {
            link = network.link("wire" + links++, model);
            link.a().onFrame(frame -> deliver(frame, clients));
            link.b().onFrame(frame -> deliver(frame, servers));
        }

        private void deliver(ByteBuffer frame, Map<Integer, Port> ports) {
            int sum = frame.getInt();
            CRC32 crc = new CRC32();
            crc.update(frame.duplicate());
            Port port = frame.remaining() < 4 ? null : ports.get(frame.getInt(frame.position()));
            if (port != null && (int) crc.getValue() == sum) {
                frame.getInt();
                port.receive(frame);
            }
        }

        /** The client's end of a flow. */
        Port client(int flow) {
            return clients.computeIfAbsent(flow, f -> new Port(link.a(), f));
        }

        Port server(int flow) {
            return servers.computeIfAbsent(flow, f -> new Port(link.b(), f));
        }
    }

    /** What a port is given. */
    interface Ear {
        void hear(ByteBuffer in);
    }

    /** One end of a flow. */
    static final class Port implements Line {
        private final SimulatedEnd end;
        private final int flow;
        private final ByteBuffer batch = ByteBuffer.allocate(70_000);
        private Ear ear = in -> {};
        boolean deaf;
        /** Its clock is so far ahead of the other end's. */
        int clockUs;

        long bytesSent;
        long bytesHeard;

        Port(SimulatedEnd end, int flow) {
            this.end = end;
            this.flow = flow;
        }

        void onDatagram(Ear value) {
            ear = value;
        }

        private void receive(ByteBuffer in) {
            if (!deaf) {
                bytesHeard += in.remaining();
                ear.hear(in);
            }
        }

        @Override
        public void send(ByteBuffer datagram) {
            if (deaf) {
                return;
            }
            bytesSent += datagram.remaining();
            ByteBuffer frame = ByteBuffer.allocate(8 + datagram.remaining());
            frame.putInt(0).putInt(flow).put(datagram.duplicate()).flip();
            if (Data.isPiece(datagram) && Data.mode(datagram) == Data.NUMBERED) {
                frame.putInt(8 + 28, Data.sentUs(datagram) + clockUs);
            }
            CRC32 crc = new CRC32();
            crc.update(frame.duplicate().position(4));
            frame.putInt(0, (int) crc.getValue());
            boolean unused = end.send(frame);
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public ByteBuffer batch(int bytes) {
            return batch.clear();
        }

        @Override
        public void sendBatch(int segmentBytes) {
            batch.flip();
            while (batch.hasRemaining()) {
                int bytes = Math.min(segmentBytes, batch.remaining());
                ByteBuffer one = ByteBuffer.allocate(bytes);
                one.put(batch.slice(batch.position(), bytes)).flip();
                batch.position(batch.position() + bytes);
                send(one);
            }
        }
    }

    /** A server that hears flows of wires. */
    final class ServerNode {
        final Runner runner = new Runner();
        final KftpServer server;
        private final List<Port> ports = new ArrayList<>();

        ServerNode(dtp.api.transport.Serving serving, ServerLimits limits) {
            server = new KftpServer(serving, limits, runner);
            runner.machine = now -> {
                server.run(now);
                return server.deadlineNs(now);
            };
            runner.run();
        }

        ServerNode hears(Port port, int flow) {
            ports.add(port);
            InetSocketAddress from = new InetSocketAddress(InetAddress.getLoopbackAddress(), 10_000 + flow);
            port.onDatagram(in -> {
                server.onDatagram(from, port, in, time.nowNs());
                runner.run();
            });
            return this;
        }

        void die() {
            ports.forEach(p -> p.deaf = true);
        }
    }
}
