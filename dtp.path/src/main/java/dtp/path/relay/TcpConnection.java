package dtp.path.relay;

import dtp.path.StreamPath;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One connection of a client, and the one to the server that goes with it. On the relay's thread. */
final class TcpConnection {
    private static final int READS = 16;

    private final TcpLink link;
    private final SocketChannel front;
    private final SelectionKey frontKey;
    private final TcpFlow toB;
    private final TcpFlow toA;
    private SocketChannel back;
    private SelectionKey backKey;
    private boolean connected;
    private boolean open = true;

    TcpConnection(TcpLink link, SocketChannel front, Selector selector, StreamPath toB, StreamPath toA)
            throws IOException {
        this.link = link;
        this.front = front;
        this.toB = new TcpFlow(this, toB);
        this.toA = new TcpFlow(this, toA);
        prepare(front);
        frontKey = front.register(selector, 0, new Relay.Ready(link, this));
    }

    private static void prepare(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    int stammer() {
        return link.line().stammer();
    }

    boolean isOpen() {
        return open;
    }

    boolean isConnecting() {
        return back != null;
    }

    /** Calls the server; not before there is contact, for a call is a message as well. */
    void connect(InetSocketAddress server, Selector selector) {
        try {
            back = SocketChannel.open();
            prepare(back);
            connected = back.connect(server);
            backKey = back.register(selector, connected ? 0 : SelectionKey.OP_CONNECT, new Relay.Ready(link, this));
        } catch (IOException e) {
            abort();
        }
    }

    void ready(SelectionKey key, ByteBuffer buffer, long nowNs) {
        try {
            if (key.isConnectable()) {
                connected = back.finishConnect();
            }
            boolean atFront = key == frontKey;
            if (key.isValid() && key.isWritable()) {
                (atFront ? toA : toB).flush(atFront ? front : back);
            }
            if (key.isValid() && key.isReadable()) {
                TcpFlow flow = atFront ? toB : toA;
                for (int i = 0;
                        i < READS && flow.read(atFront ? front : back, atFront ? back : front, buffer, nowNs); ) {
                    i++;
                }
            }
            interest(nowNs);
        } catch (IOException e) {
            abort();
        }
    }

    void arrived(TcpFlow flow, ByteBuffer bytes) {
        if (open) {
            try {
                flow.arrived(bytes, flow == toB ? back : front);
            } catch (IOException e) {
                abort();
            }
        }
    }

    /** What the sockets are to tell, given room, pending bytes and ends. */
    void interest(long nowNs) {
        if (!open || !connected) {
            return;
        }
        if (toA.isEnded() && toB.isEnded()) {
            close();
            return;
        }
        set(frontKey, toB.wantsRead(nowNs), toA.wantsWrite());
        set(backKey, toA.wantsRead(nowNs), toB.wantsWrite());
    }

    private static void set(SelectionKey key, boolean reads, boolean writes) {
        int ops = (reads ? SelectionKey.OP_READ : 0) | (writes ? SelectionKey.OP_WRITE : 0);
        if (key.isValid() && key.interestOps() != ops) {
            key.interestOps(ops);
        }
    }

    void close() {
        open = false;
        Relay.close(front);
        if (back != null) {
            Relay.close(back);
        }
    }

    /** One side is gone without an end: the other is to see that, too, and not an end. */
    void abort() {
        reset(front);
        if (back != null) {
            reset(back);
        }
        close();
    }

    private static void reset(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            return; // closed already
        }
    }
}
