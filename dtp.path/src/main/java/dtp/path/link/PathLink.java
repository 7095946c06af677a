package dtp.path.link;

import dtp.api.link.CspLink;
import dtp.api.link.CspLinkReceiver;
import dtp.path.Direction;
import java.nio.ByteBuffer;

/** One side of a path. Sends on the caller's thread; its receiver is called on the factory's thread only. */
final class PathLink implements CspLink {
    private final Joint joint;
    private final Direction out;
    private final CspLinkReceiver receiver;
    private final Runnable afterClose;
    private volatile boolean closed;

    /** Touched on the factory's thread only: what was told last. */
    private String told = "";

    PathLink(Joint joint, Direction out, CspLinkReceiver receiver, Runnable afterClose) {
        this.joint = joint;
        this.out = out;
        this.receiver = receiver;
        this.afterClose = afterClose;
    }

    Direction out() {
        return out;
    }

    @Override
    public boolean send(int nextHop, ByteBuffer frame) {
        return !closed && joint.send(out, frame);
    }

    /** On the factory's thread. */
    void arrived(ByteBuffer frame) {
        if (!closed) {
            receiver.frame(frame);
        }
    }

    /** On the factory's thread. */
    void tell(boolean up, String why) {
        String now = up + why;
        if (!closed && !now.equals(told)) {
            told = now;
            receiver.state(up, why);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            joint.close(this);
            afterClose.run();
        }
    }
}
