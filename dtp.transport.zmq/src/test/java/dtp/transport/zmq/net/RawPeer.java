package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A client that is none of ours: sends frames as they are, and reads what comes. Called by the test's thread. */
final class RawPeer implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;

    private final ZContext context = new ZContext();
    private final ZMQ.Socket socket;

    RawPeer(SocketType type, int port) {
        this(type, port, null, null);
    }

    RawPeer(SocketType type, String host, int port) {
        this(type, host, port, null, null);
    }

    /** @param own null: without CURVE */
    RawPeer(SocketType type, int port, Curve.Keys own, String serverKey) {
        this(type, "127.0.0.1", port, own, serverKey);
    }

    private RawPeer(SocketType type, String host, int port, Curve.Keys own, String serverKey) {
        context.setLinger(0);
        socket = context.createSocket(type);
        socket.setHandshakeIvl(1_000);
        socket.setReceiveTimeOut(PATIENCE_MS);
        if (own != null) {
            socket.setCurveServerKey(Curve.decode(serverKey));
            socket.setCurvePublicKey(own.publicBytes());
            socket.setCurveSecretKey(own.secretBytes());
        }
        socket.setIPv6(host.contains(":"));
        socket.connect("tcp://" + host + ":" + port);
    }

    void patience(int ms) {
        socket.setReceiveTimeOut(ms);
    }

    void send(Object... frames) {
        for (int i = 0; i < frames.length; i++) {
            byte[] bytes =
                    frames[i] instanceof byte[] b ? b : frames[i].toString().getBytes(StandardCharsets.UTF_8);
            if (i < frames.length - 1) {
                socket.sendMore(bytes);
            } else {
                socket.send(bytes);
            }
        }
    }

    /** Frames joined by blanks; null when nothing came in time. */
    String poll() {
        byte[] first = socket.recv();
        if (first == null) {
            return null;
        }
        List<String> frames = new ArrayList<>();
        frames.add(new String(first, StandardCharsets.UTF_8));
        while (socket.hasReceiveMore()) {
            frames.add(new String(socket.recv(), StandardCharsets.UTF_8));
        }
        return String.join(" ", frames);
    }

    String ask(Object... frames) {
        send(frames);
        String answer = poll();
        assertNotNull(answer, "no answer came");
        return answer;
    }

    @Override
    public void close() {
        socket.close();
        Thread end = new Thread(context::close, "raw-peer-end"); // JeroMQ's end of a context hangs now and then
        end.setDaemon(true);
        end.start();
    }
}
