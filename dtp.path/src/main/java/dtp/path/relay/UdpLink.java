package dtp.path.relay;

import dtp.path.Direction;
import dtp.path.ImpairedPath;
import dtp.path.PathCounters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Datagrams between clients and a server, or between two peers. All clients share the one path each way, as they share a radio.
 * On the relay's thread.
 */
final class UdpLink implements RelayLink {
    /** Clients of a link; the one that has been quiet longest makes room for a new one. */
    static final int MAX_CLIENTS = 1_024;

    /** Datagrams read from a channel before others have their turn. */
    private static final int BATCH = 64;

    private static final int SOCKET_BUFFER_BYTES = 8 << 20;

    private final Selector selector;
    private final ByteBuffer buffer;
    private final DatagramChannel front;
    private final ImpairedPath toB;
    private final ImpairedPath toA;
    private final InetSocketAddress server;
    private final Map<SocketAddress, Client> clients = new LinkedHashMap<>(16, 0.75f, true);
    private RelayLine line;

    /** One client and its own port towards the server; for a pair the only one, whose {@code front} is connected. */
    private record Client(SocketAddress address, DatagramChannel front, DatagramChannel back) {}

    /** @throws IOException for the user, naming what could not be opened */
    UdpLink(RelayLine line, Selector selector, ByteBuffer buffer, long startNs) throws IOException {
        this.line = line;
        this.selector = selector;
        this.buffer = buffer;
        toB = line.path().open(Direction.A_TO_B, startNs);
        toA = line.path().open(Direction.B_TO_A, startNs);
        server = line.b().address();
        if (line.kind() == RelayLine.Kind.PAIR) {
            InetSocketAddress peer = line.a().address();
            front = open(new InetSocketAddress(line.a().localPort()), line);
            DatagramChannel back = null;
            try {
                front.connect(peer);
                back = open(new InetSocketAddress(line.b().localPort()), line);
                back.connect(server);
                Client only = new Client(peer, front, back);
                clients.put(peer, only);
                register(front, only);
                register(back, only);
            } catch (IOException e) {
                Relay.close(front);
                if (back != null) {
                    Relay.close(back);
                }
                throw e;
            }
        } else {
            front = open(line.a().address(), line);
            register(front, null);
        }
    }

    private static DatagramChannel open(InetSocketAddress at, RelayLine line) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
            if (at != null) {
                channel.bind(at);
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            throw new IOException(line.name() + ": UDP port " + at + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private void register(DatagramChannel channel, Client client) throws IOException {
        channel.register(selector, SelectionKey.OP_READ, new Relay.Ready(this, client));
    }

    @Override
    public RelayLine line() {
        return line;
    }

    @Override
    public void ready(SelectionKey key, long nowNs) {
        DatagramChannel channel = (DatagramChannel) key.channel();
        Client client = (Client) ((Relay.Ready) key.attachment()).what();
        for (int i = 0; i < BATCH; i++) {
            buffer.clear();
            try {
                if (client == null) {
                    SocketAddress from = front.receive(buffer);
                    if (from == null) {
                        return;
                    }
                    buffer.flip();
                    forward(toB, client(from), nowNs);
                } else {
                    if (channel.read(buffer) <= 0) {
                        return;
                    }
                    buffer.flip();
                    forward(channel == client.back ? toA : toB, client, nowNs);
                }
            } catch (IOException e) {
                // a peer that is not up yet answers with ICMP: to a link, that is silence
                return;
            }
        }
    }

    private Client client(SocketAddress from) throws IOException {
        Client known = clients.get(from);
        if (known != null) {
            return known;
        }
        if (clients.size() >= MAX_CLIENTS) {
            Client quietest = clients.values().iterator().next();
            clients.remove(quietest.address);
            quietest.back.close();
        }
        DatagramChannel back = open(null, line);
        try {
            back.connect(server);
            Client made = new Client(from, front, back);
            register(back, made);
            clients.put(from, made);
            return made;
        } catch (IOException e) {
            back.close();
            throw e;
        }
    }

    private void forward(ImpairedPath path, Client client, long nowNs) {
        if (path.passes(buffer.remaining(), nowNs)) {
            send(path, client, buffer);
        } else {
            path.offer(buffer, client, nowNs);
        }
    }

    @Override
    public long turn(long nowNs) {
        return Math.min(deliver(toB, nowNs), deliver(toA, nowNs));
    }

    private long deliver(ImpairedPath path, long nowNs) {
        for (ImpairedPath.Arrival a = path.arrival(nowNs); a != null; a = path.arrival(nowNs)) {
            send(path, (Client) a.tag(), a.frame());
        }
        return path.nextDueNs();
    }

    private void send(ImpairedPath path, Client client, ByteBuffer frame) {
        try {
            if (path == toB) {
                client.back.write(frame);
            } else if (client.front.isConnected()) {
                client.front.write(frame);
            } else {
                client.front.send(frame, client.address);
            }
        } catch (IOException e) {
            // as lost: nobody listens there, or the client has made room for others
            frame.position(frame.limit());
        }
    }

    @Override
    public void change(RelayLine value) {
        line = value;
        toB.change(value.path(), Direction.A_TO_B);
        toA.change(value.path(), Direction.B_TO_A);
    }

    @Override
    public PathCounters counters(Direction direction) {
        return (direction == Direction.A_TO_B ? toB : toA).counters();
    }

    @Override
    public int localPort() {
        return front.socket().getLocalPort();
    }

    @Override
    public void close() {
        clients.values().forEach(c -> Relay.close(c.back));
        Relay.close(front);
    }
}
