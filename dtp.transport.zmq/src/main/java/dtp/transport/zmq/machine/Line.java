package dtp.transport.zmq.machine;

import dtp.api.transport.Peer;
import dtp.transport.zmq.machine.ServerPort.Sent;
import dtp.transport.zmq.wire.Answer;
import dtp.transport.zmq.wire.AnswerCodec;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The answers to one peer: those of base messages go out in the order of their requests (rule 5). Owned by the server's thread. */
final class Line {
    private final String id;
    private final Peer peer;
    private final ServerPort port;
    private final Runnable broken;
    private final Deque<Reply> waiting = new ArrayDeque<>();
    private boolean gone;

    /** The answer that is due to one request. */
    final class Reply {
        private final boolean delimiter;
        private final boolean ordered;
        private Answer answer;
        private Runnable afterwards = () -> {};

        private Reply(boolean delimiter, boolean ordered) {
            this.delimiter = delimiter;
            this.ordered = ordered;
        }

        void give(Answer value) {
            give(value, () -> {});
        }

        /** @param sent runs when it has left, or never can */
        void give(Answer value, Runnable sent) {
            answer = value;
            afterwards = sent;
            if (ordered) {
                flush();
            } else {
                offer();
                sent.run();
            }
        }

        private Sent offer() {
            return gone ? Sent.GONE : port.send(id, frames());
        }

        /** For DATA: one that cannot be sent now may be offered again. */
        Sent offer(Consumer<BooleanSupplier> sent) {
            return gone ? Sent.GONE : port.send(id, frames(), sent);
        }

        void set(Answer value) {
            answer = value;
        }

        private List<ByteBuffer> frames() {
            List<ByteBuffer> frames = AnswerCodec.encode(answer);
            if (!delimiter) {
                return frames;
            }
            List<ByteBuffer> enveloped = new ArrayList<>(frames.size() + 1);
            enveloped.add(ByteBuffer.allocate(0));
            enveloped.addAll(frames);
            return enveloped;
        }
    }

    /** @param broken an answer could not be sent: the count does not fit any more (rule 9) */
    Line(String id, Peer peer, ServerPort port, Runnable broken) {
        this.id = id;
        this.peer = peer;
        this.port = port;
        this.broken = broken;
    }

    String id() {
        return id;
    }

    Peer peer() {
        return peer;
    }

    /** For a request whose answer keeps its place. */
    Reply ordered(boolean delimiter) {
        Reply reply = new Reply(delimiter, true);
        waiting.add(reply);
        return reply;
    }

    /** For a request whose answer says what it belongs to. */
    Reply free(boolean delimiter) {
        return new Reply(delimiter, false);
    }

    /** Answers that are due. */
    int due() {
        return waiting.size();
    }

    private void flush() {
        boolean lost = false;
        while (!waiting.isEmpty() && waiting.peek().answer != null) {
            Reply next = waiting.poll();
            if (next.offer() != Sent.YES) {
                lost = true;
            }
            next.afterwards.run();
        }
        if (lost && !gone) {
            broken.run();
        }
    }

    /** The peer has left; what is still due to it goes nowhere. */
    void leave() {
        gone = true;
    }
}
