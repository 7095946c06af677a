package dtp.tck.doubles;

import dtp.api.Reason;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadChangedException;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.End;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One put to a double: a chain of steps on its line. What the remote has stays there when it ends early. */
final class ScriptedDelivery implements Delivery {
    /** A remote that asks, asks for so much at a time. */
    private static final int ASKED_BYTES = 16 * 1024;

    private final Line line;
    private final Payload payload;
    private final DeliveryObserver observer;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private volatile Verification verification = Verification.NONE;
    private RemoteHost host;
    private Upload upload;
    private IntervalSet asked = IntervalSet.empty();
    private long size;

    ScriptedDelivery(Line line, Payload payload, DeliveryObserver observer) {
        this.line = line;
        this.payload = payload;
        this.observer = observer;
    }

    @Override
    public CompletionStage<End> end() {
        return end.minimalCompletionStage();
    }

    @Override
    public Verification verification() {
        return verification;
    }

    @Override
    public void throughput(long bytesPerSecond) {
        line.throughput(bytesPerSecond);
    }

    @Override
    public void close() {
        line.run(() -> finish(End.of(End.Kind.CLOSED)));
    }

    private void finish(End how) {
        end.complete(how);
    }

    void start() {
        if (line.manner().put() == Manner.Put.NONE) {
            String text = line.manner().scheme() + " cannot put; use another protocol";
            finish(End.of(End.Kind.PERMANENT, Reason.at(line.endpoint(), Reason.Code.PROTOCOL_ERROR, text)));
        } else {
            line.run(() -> line.afterLatency(this::begin));
        }
    }

    private void begin() {
        if (end.isDone()) {
            return;
        }
        Optional<RemoteHost> there = line.host();
        if (there.isEmpty()) {
            fallSilent();
            return;
        }
        host = there.get();
        Optional<End> refused = host.refusal(line.name(), false);
        if (refused.isPresent()) {
            finish(refused.get());
            return;
        }
        size = payload.info().size().orElseThrow();
        if (line.manner().put() == Manner.Put.STREAM) {
            host.drop(line.name());
        }
        upload = host.upload(line.name());
        asked = line.manner().put() == Manner.Put.ASKED ? IntervalSet.empty() : missing();
        if (line.manner().put() == Manner.Put.LISTED) {
            observer.missing(asked);
        }
        step();
    }

    private IntervalSet missing() {
        return upload.received().complement(size);
    }

    private void fallSilent() {
        line.afterIdleTimeout(() -> finish(line.quiet()));
    }

    private void step() {
        if (end.isDone()) {
            return;
        }
        if (host.isAway()) {
            fallSilent();
            return;
        }
        if (asked.isEmpty()) {
            askOrStore();
            return;
        }
        int bytes =
                host.passes((int) Math.min(asked.get(0).length(), line.manner().chunkBytes()));
        if (bytes == 0) {
            moved(0);
        } else {
            long at = asked.start();
            line.runApart(() -> read(at, bytes));
        }
    }

    /** Not on the line: a payload may block. */
    private void read(long at, int bytes) {
        ByteBuffer data = ByteBuffer.allocate(bytes);
        try {
            if (payload.read(at, data) <= 0) {
                throw new PayloadChangedException(payload.info().name() + " ends at " + at + " instead of " + size);
            }
            line.run(() -> send(at, data.flip()));
        } catch (IOException e) {
            boolean changed = e instanceof PayloadChangedException;
            Reason.Code code = changed ? Reason.Code.SOURCE_CHANGED : Reason.Code.IO_ERROR;
            End how = End.of(End.Kind.PERMANENT, Reason.at(line.endpoint(), code, String.valueOf(e.getMessage())));
            line.run(() -> finish(how));
        }
    }

    private void send(long at, ByteBuffer data) {
        if (end.isDone()) {
            return;
        }
        int bytes = data.remaining();
        upload.write(at, data);
        asked = asked.minus(IntervalSet.of(at, at + bytes));
        observer.sent(bytes);
        moved(bytes);
    }

    private void moved(int bytes) {
        switch (host.passed(bytes)) {
            case BROKEN -> finish(line.broken());
            case SILENT -> fallSilent();
            case NONE -> line.runIn(line.paceNs(host, bytes), this::step);
        }
    }

    private void askOrStore() {
        IntervalSet missing = missing();
        if (!missing.isEmpty()) {
            observer.missing(missing);
            long start = missing.start();
            asked = missing.intersect(IntervalSet.of(start, start + ASKED_BYTES));
            line.runIn(host.latency().toNanos(), this::step);
        } else if (line.manner().digests()) {
            payload.digest(Digest.SHA_256).whenComplete((digest, e) -> line.run(() -> store(digest, e)));
        } else {
            host.store(line.name());
            finish(End.of(End.Kind.ENDED));
        }
    }

    private void store(Digest digest, Throwable failure) {
        if (end.isDone()) {
            return;
        }
        if (failure == null && !RemoteContent.of(upload.bytes()).digest().equals(digest)) {
            host.drop(line.name());
            String text = "what arrived has another digest than what was sent; nothing is kept there, put it again";
            finish(End.of(End.Kind.PERMANENT, Reason.at(line.endpoint(), Reason.Code.DIGEST_MISMATCH, text)));
            return;
        }
        host.store(line.name());
        verification = failure == null ? Verification.DIGEST : Verification.SIZE;
        finish(End.of(End.Kind.ENDED));
    }
}
