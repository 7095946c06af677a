package dtp.transport.zmq.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import zmq.Msg;
import zmq.SocketBase;
import zmq.ZMQ;

/** Messages of several frames through a JeroMQ socket, without copying. On the thread that owns the socket. */
final class Messages {
    /** Frames that are kept of one message; the others are taken from the socket and counted only. */
    private static final int MOST_KEPT = 9;

    private Messages() {}

    /** @return null when there is none */
    static List<Msg> receive(SocketBase socket) {
        Msg first = socket.recv(ZMQ.ZMQ_DONTWAIT);
        if (first == null) {
            return null;
        }
        List<Msg> frames = new ArrayList<>(8);
        frames.add(first);
        Msg last = first;
        while (last.hasMore()) {
            last = socket.recv(0); // a message comes whole
            if (last == null) {
                break;
            }
            if (frames.size() < MOST_KEPT) {
                frames.add(last);
            }
        }
        return frames;
    }

    static ByteBuffer buffer(Msg frame) {
        ByteBuffer all = frame.buf();
        all.position(0).limit(frame.size());
        return all.slice();
    }

    /** @return false, and nothing is sent, when the socket does not take the first frame */
    static boolean send(SocketBase socket, List<ByteBuffer> frames) {
        return send(socket, frames, new Msg(frames.get(frames.size() - 1).slice()));
    }

    /** @param last what goes out as the last of the frames */
    static boolean send(SocketBase socket, List<ByteBuffer> frames, Msg last) {
        for (int i = 0; i < frames.size(); i++) {
            boolean more = i < frames.size() - 1;
            Msg frame = more ? new Msg(frames.get(i).slice()) : last;
            if (!socket.send(frame, ZMQ.ZMQ_DONTWAIT | (more ? ZMQ.ZMQ_SNDMORE : 0))) {
                return false;
            }
        }
        return true;
    }
}
