package dtp.transport.zmq.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zmq.Msg;
import zmq.SocketBase;
import zmq.ZMQ;

/**
 * Decides who is let in, as ZeroMQ asks it (RFC 27, ZAP): the client's public key must be known. On the loop's thread.
 *
 * <pre>
 * request: (routing id, empty) | 1.0 | request id | domain | address | identity | mechanism | credentials
 * reply:   (routing id, empty) | 1.0 | request id | status | text    | user id  | metadata
 * </pre>
 */
final class ZapDesk implements SocketLoop.Owned {
    private static final String ENDPOINT = "inproc://zeromq.zap.01";
    private static final int KEY_BYTES = 32;
    private static final int CREDENTIALS = 8;

    private final SocketLoop loop;
    private final CurveServer rules;
    private final SocketBase socket;

    ZapDesk(SocketLoop loop, CurveServer rules) {
        this.loop = loop;
        this.rules = rules;
        socket = loop.socket(ZMQ.ZMQ_ROUTER);
        if (!socket.bind(ENDPOINT)) {
            throw new IllegalStateException("no ZAP handler: " + socket.errno());
        }
        loop.add(this);
    }

    @Override
    public SocketBase socket() {
        return socket;
    }

    @Override
    public boolean receive() {
        List<Msg> request = Messages.receive(socket);
        if (request == null) {
            return false;
        }
        if (request.size() >= 5) {
            Optional<String> name = decide(request);
            List<ByteBuffer> reply = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                reply.add(Messages.buffer(request.get(i)));
            }
            reply.add(text(name.isPresent() ? "200" : "400"));
            reply.add(text(name.isPresent() ? "OK" : "this key is not known here"));
            reply.add(text(name.orElse("")));
            reply.add(ByteBuffer.allocate(0));
            Messages.send(socket, reply);
        }
        return true;
    }

    private Optional<String> decide(List<Msg> request) {
        boolean curve = request.size() > CREDENTIALS
                && new String(request.get(7).data(), StandardCharsets.US_ASCII).equals("CURVE")
                && request.get(CREDENTIALS).size() == KEY_BYTES;
        return curve ? rules.admit(request.get(CREDENTIALS).data()) : Optional.empty();
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean wantsMore() {
        return true;
    }

    @Override
    public void shut() {
        loop.close(socket);
    }

    @Override
    public void onTime(long nowNs) {}

    @Override
    public long nextNs(long nowNs) {
        return Long.MAX_VALUE;
    }
}
