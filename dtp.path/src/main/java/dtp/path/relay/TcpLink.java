package dtp.path.relay;

import dtp.path.Direction;
import dtp.path.PathCounters;
import dtp.path.StreamPath;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections of clients to one server. All share the one path each way, as they share a radio. On the relay's thread. */
final class TcpLink implements RelayLink {
    /** Connections at once; further ones are closed as they come. */
    static final int MAX_CONNECTIONS = 1_024;

    private static final int BACKLOG = 128;

    private final Selector selector;
    private final ByteBuffer buffer;
    private final ServerSocketChannel listening;
    private final InetSocketAddress server;
    private final StreamPath toB;
    private final StreamPath toA;
    private final List<TcpConnection> connections = new ArrayList<>();
    private RelayLine line;

    /** @throws IOException for the user, naming what could not be opened */
    TcpLink(RelayLine line, Selector selector, ByteBuffer buffer, long startNs) throws IOException {
        this.line = line;
        this.selector = selector;
        this.buffer = buffer;
        server = line.b().address();
        toB = line.path().openStream(Direction.A_TO_B, startNs);
        toA = line.path().openStream(Direction.B_TO_A, startNs);
        listening = ServerSocketChannel.open();
        try {
            listening.configureBlocking(false);
            listening.bind(line.a().address(), BACKLOG);
            listening.register(selector, SelectionKey.OP_ACCEPT, new Relay.Ready(this, null));
        } catch (IOException e) {
            listening.close();
            throw new IOException(line.name() + ": TCP port " + line.a() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public RelayLine line() {
        return line;
    }

    @Override
    public void ready(SelectionKey key, long nowNs) {
        TcpConnection connection = (TcpConnection) ((Relay.Ready) key.attachment()).what();
        if (connection == null) {
            accept();
        } else {
            connection.ready(key, buffer, nowNs);
        }
    }

    private void accept() {
        SocketChannel client = null;
        try {
            client = listening.accept();
            if (client == null) {
                return;
            }
            if (connections.size() >= MAX_CONNECTIONS) {
                client.close();
                return;
            }
            connections.add(new TcpConnection(this, client, selector, toB, toA));
        } catch (IOException e) {
            if (client != null) {
                Relay.close(client);
            }
        }
    }

    @Override
    public long turn(long nowNs) {
        deliver(toB, nowNs);
        deliver(toA, nowNs);
        boolean up = toB.isUp(nowNs) && toA.isUp(nowNs);
        boolean waits = false;
        for (TcpConnection c : connections) {
            if (c.isOpen() && !c.isConnecting() && up) {
                c.connect(server, selector);
            }
            waits |= c.isOpen() && !c.isConnecting();
            c.interest(nowNs);
        }
        connections.removeIf(c -> !c.isOpen());
        long next = Math.min(toB.nextDueNs(), toA.nextDueNs());
        return waits ? Math.min(next, Math.min(toB.nextChangeNs(nowNs), toA.nextChangeNs(nowNs))) : next;
    }

    private static void deliver(StreamPath path, long nowNs) {
        for (StreamPath.Arrival a = path.poll(nowNs); a != null; a = path.poll(nowNs)) {
            ((TcpFlow) a.tag()).arrivedFromPath(a.bytes());
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
        return listening.socket().getLocalPort();
    }

    @Override
    public void close() {
        connections.forEach(TcpConnection::abort);
        Relay.close(listening);
    }
}
