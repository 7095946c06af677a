package dtp.transport.tcp.machine;

import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Served;
import dtp.transport.tcp.wire.Codes;
import dtp.transport.tcp.wire.DecodeException;
import dtp.transport.tcp.wire.Description;
import dtp.transport.tcp.wire.FirstMessage;
import dtp.transport.tcp.wire.RangeList;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/** A download, seen by the server, base and ranged (tcp.md). The connection's thread. */
final class DownloadServer implements ServerDialogue {
    /** The names are those of tcp.md; REQUEST, RANGES and COMPUTING are of the ranged layer. */
    enum State {
        CHECK_DOWNLOAD,
        CHECK_DOWNLOAD_CONFIRMATION,
        DOWNLOADING,
        DOWNLOAD_COMPLETE,
        REQUEST,
        RANGES,
        COMPUTING
    }

    private final ServerMachine server;
    private final FirstMessage asked;
    private final Gather gather = new Gather();
    private State state = State.CHECK_DOWNLOAD;
    private Served served;
    private RangeList ranges;
    private boolean ended;
    private long saidNs;

    DownloadServer(ServerMachine server, FirstMessage asked) {
        this.server = server;
        this.asked = asked;
    }

    @Override
    public void start() {
        server.serving()
                .open(asked.name(), server.peer())
                .whenComplete((found, refused) -> server.line().later(nowNs -> opened(found, refused, nowNs)));
    }

    private void opened(Served found, Throwable refused, long nowNs) {
        if (ended) {
            if (found != null) {
                found.close();
            }
            return;
        }
        if (found == null) {
            server.refuse(Codes.DOWNLOAD, asked.marked(), Refusals.ofDownload(refused), nowNs);
            return;
        }
        served = found;
        PayloadInfo info = found.payload().info();
        long size = info.size().orElse(0);
        if (asked.marked()) {
            server.line().send(Codes.extended(Codes.GO_ON));
            long modifiedMs =
                    Math.max(0, info.modified().map(Instant::toEpochMilli).orElse(0L));
            server.line().send(new Description(size, info.digest(), modifiedMs).encodeDownload());
            request();
        } else {
            server.line().send(Codes.sized(Codes.GO_ON, size));
            state = State.CHECK_DOWNLOAD_CONFIRMATION;
            gather.want(1);
            server.proceed();
        }
        found.onStop(reason -> server.line().later(stopNs -> stopped()));
    }

    private void stopped() {
        if (!ended) {
            server.fail("stopped here");
        }
    }

    private void request() {
        state = State.REQUEST;
        gather.want(1);
        server.proceed();
    }

    @Override
    public boolean onBytes(Inflow in, long nowNs) {
        ByteBuffer data = in.data();
        switch (state) {
            case CHECK_DOWNLOAD, DOWNLOADING, COMPUTING -> server.hold();
            case CHECK_DOWNLOAD_CONFIRMATION -> {
                if (gather.fill(data)) {
                    return onConfirmation();
                }
            }
            case REQUEST -> {
                if (gather.fill(data)) {
                    return onRequest(nowNs);
                }
            }
            case RANGES -> {
                return onRanges(data);
            }
            case DOWNLOAD_COMPLETE -> data.position(data.limit());
        }
        return true;
    }

    private boolean onConfirmation() {
        long size = served.payload().info().size().orElse(0);
        if (gather.at(0) != Codes.GO_ON || size == 0) {
            state = State.DOWNLOAD_COMPLETE; // 'F': the client lacks space; both complete
            server.finish("complete");
            return true;
        }
        state = State.DOWNLOADING;
        send(IntervalSet.of(0, size));
        return true;
    }

    private void send(IntervalSet what) {
        server.line().sendBody(served.payload(), what, served::throughputBytesPerSecond);
    }

    private boolean onRequest(long nowNs) {
        switch (gather.at(0)) {
            case Codes.RANGES -> {
                state = State.RANGES;
                ranges = null;
                gather.want(4);
            }
            case Codes.DIGEST -> compute(nowNs);
            case Codes.REFUSED -> server.next(nowNs); // finished; no answer
            default -> {
                server.reject(DecodeException.Reason.UNKNOWN_REQUEST.exception());
                return false;
            }
        }
        return true;
    }

    private boolean onRanges(ByteBuffer data) {
        try {
            while (gather.fill(data)) {
                if (ranges == null) {
                    long size = served.payload().info().size().orElse(0);
                    ranges = RangeList.of(gather.message().getInt(), 1, size);
                } else {
                    ranges.add(gather.message());
                }
                gather.want(RangeList.RANGE_BYTES);
                if (ranges.isComplete()) {
                    state = State.DOWNLOADING;
                    send(ranges.ranges());
                    return true;
                }
            }
            return true;
        } catch (DecodeException e) {
            server.reject(e);
            return false;
        }
    }

    private void compute(long nowNs) {
        state = State.COMPUTING;
        saidNs = nowNs;
        served.payload()
                .digest(Digest.SHA_256)
                .whenComplete((digest, failed) -> server.line().later(laterNs -> computed(digest, failed)));
    }

    private void computed(Digest digest, Throwable failed) {
        if (ended) {
            return;
        }
        if (failed != null) { // "none" would be a whole file to the client
            server.fail("the payload cannot be read: " + failed.getMessage());
            return;
        }
        server.line().send(Description.encodeAnswer(Optional.of(digest)));
        request();
    }

    @Override
    public void onBodyProgress(long bytes) {
        if (served != null) {
            served.sent(bytes);
        }
    }

    @Override
    public void onBodySent(long nowNs) {
        if (asked.marked()) {
            request();
        } else {
            state = State.DOWNLOAD_COMPLETE;
            server.finish("complete");
        }
    }

    @Override
    public void onTick(long nowNs) {
        if (state == State.COMPUTING && nowNs - saidNs > ServerSettings.WAIT_EVERY_NS) {
            saidNs = nowNs;
            server.line().send(Codes.single(Codes.WAIT));
        }
    }

    @Override
    public boolean isBusy() {
        return state == State.CHECK_DOWNLOAD || state == State.COMPUTING;
    }

    @Override
    public void end(String why) {
        ended = true;
        if (served != null) {
            served.close();
            served = null;
        }
    }
}
