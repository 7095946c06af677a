package dtp.transport.udp.machine;

import dtp.transport.udp.wire.Encoder;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet;
import dtp.transport.udp.wire.Packet.Nack;
import dtp.transport.udp.wire.Packet.RrqAck;
import dtp.transport.udp.wire.Packet.Sha;
import dtp.transport.udp.wire.Packet.ShaAck;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/** One server of a get: the first exchanges, then pieces, and the digest. One thread. */
final class GetLane {
    private static final long SHA_AGAIN_NS = 1_000_000_000L;

    private final Lane lane;
    private final String algorithm;
    private final FileTime time = new FileTime();
    private final boolean timed;
    private Intake intake;
    private boolean dropped;
    private String digest;
    private boolean digestRefused;
    private boolean gave;
    private long shaNs;
    private long shaWaitNs;
    private long stoleNs;
    private int asked;

    /** @param timed it is asked when its file was modified */
    GetLane(Lane lane, String algorithm, boolean timed) {
        this.lane = lane;
        this.timed = timed;
        this.algorithm = algorithm;
    }

    Lane lane() {
        return lane;
    }

    Intake intake() {
        return intake;
    }

    void intake(Intake value) {
        intake = value;
    }

    boolean alive() {
        return !dropped && lane.phase() != Lane.Phase.FAILED;
    }

    /** It sends nothing for this transfer from now on. */
    void drop() {
        dropped = true;
        rest();
        lane.bye();
    }

    boolean dropped() {
        return dropped;
    }

    /** What it told, once it told it. */
    Optional<String> digest() {
        return Optional.ofNullable(digest);
    }

    /** It may still tell its digest, also when it is asked again for smaller pieces. */
    boolean digestOpen() {
        return !algorithm.isEmpty() && digest == null && !digestRefused && alive();
    }

    /** It was asked for a digest and tells none. */
    boolean digestRefused() {
        return digestRefused;
    }

    /** The digest that is asked for; empty for none. */
    String algorithm() {
        return algorithm;
    }

    /** Bytes of it have come. */
    boolean gave() {
        return gave;
    }

    /** It is asked when its file was modified, and may still tell. */
    boolean timeOpen() {
        return timed && ready() && lane.ranges() && time.open();
    }

    /** When its file was modified, once it told it. */
    Optional<Instant> modified() {
        return time.modified();
    }

    /** It told what it has, and has not been found wanting. */
    boolean ready() {
        return alive() && lane.phase() == Lane.Phase.READY;
    }

    /** Its pieces are of another size than the others': it is asked again. */
    void again(int piece, long nowNs) {
        rest();
        asked = piece;
        lane.again(piece, nowNs);
    }

    /** The piece it was asked once more for; 0 unless it was. */
    int asked() {
        return asked;
    }

    /** What it was asked for others may give. */
    void rest() {
        if (intake != null) {
            intake.giveBack();
            intake = null;
        }
    }

    /** A piece of its file. */
    void data(ByteBuffer in, long nowNs) {
        gave = true;
        intake.data(in, nowNs);
    }

    void packet(Packet packet, long nowNs) {
        if (packet instanceof ShaAck ack && ack.number() == lane.number()) {
            // one of another length is none of what was asked for
            digestRefused = ack.hex().length() != (algorithm.equals("sha1") ? 40 : 64);
            digest = digestRefused ? null : ack.hex();
        } else if (packet instanceof RrqAck ack && ack.number() == lane.number() && timeOpen()) {
            time.answered(ack.options());
        } else if (packet instanceof Nack nack && nack.op() == Op.SHA && nack.number() == lane.number()) {
            digestRefused = nack.error() != Op.NOT_YET;
        }
    }

    void run(long nowNs) {
        lane.run(nowNs);
        // before any piece is asked for: who refuses at once has given none yet
        if (digestOpen() && ready() && nowNs >= shaNs) {
            shaWaitNs = Math.min(SHA_AGAIN_NS, Math.max(lane.trip().patienceNs(), 2 * shaWaitNs));
            shaNs = nowNs + shaWaitNs;
            lane.line().send(Encoder.encode(new Sha(lane.number(), algorithm)));
        }
        if (intake != null && alive()) {
            intake.run(nowNs);
        }
        if (timeOpen() && time.ask(lane.trip(), nowNs)) {
            lane.repeat();
        }
    }

    long deadlineNs() {
        long deadline = lane.deadlineNs();
        if (alive() && intake != null) {
            deadline = Math.min(deadline, intake.deadlineNs());
        }
        if (timeOpen()) {
            deadline = Math.min(deadline, time.deadlineNs());
        }
        return digestOpen() && ready() ? Math.min(deadline, shaNs) : deadline;
    }

    /** True at most once a round trip: it has nothing to do and may take over what a slower one was asked for. */
    boolean maySteal(long nowNs) {
        boolean may = alive()
                && intake != null
                && intake.outstanding() == 0
                && nowNs - stoleNs >= Math.max(10_000_000, 2 * lane.trip().ns());
        if (may) {
            stoleNs = nowNs;
        }
        return may;
    }
}
