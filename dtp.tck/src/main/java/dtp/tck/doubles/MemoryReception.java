package dtp.tck.doubles;

import dtp.api.Reason;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.transport.Offer;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException;
import dtp.api.transport.RefusedException.Why;
import dtp.api.transport.Sink;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** An upload being received, for {@link ScriptedServing}. Any thread. */
final class MemoryReception implements Reception {
    private final ScriptedServing serving;
    private final Offer offer;
    private final MemoryUpload upload;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Stops stops = new Stops();
    private final Sink sink;

    MemoryReception(ScriptedServing serving, Offer offer, MemoryUpload upload) {
        this.serving = serving;
        this.offer = offer;
        this.upload = upload;
        this.sink = upload.sink(over::get);
        upload.learn(offer.payload());
    }

    /** The same upload, going on. */
    MemoryReception again() {
        return new MemoryReception(serving, offer, upload);
    }

    Offer offer() {
        return offer;
    }

    Stops stops() {
        return stops;
    }

    @Override
    public UUID session() {
        return upload.session();
    }

    @Override
    public IntervalSet missing() {
        return upload.received().complement(upload.known().size().orElse(Long.MAX_VALUE));
    }

    @Override
    public Sink sink() {
        return sink;
    }

    @Override
    public CompletionStage<Verification> commit(long size) {
        if (over.get()) {
            return refused(Why.STOPPING, "the upload is over");
        }
        Optional<String> gaps = upload.gaps(size);
        if (gaps.isPresent()) {
            return refused(Why.GAPS, gaps.get());
        }
        Optional<Digest> expected = upload.known().digest();
        RemoteContent content = upload.content();
        over.set(true);
        if (expected.isPresent() && !expected.get().equals(content.digest())) {
            serving.left(this, false);
            return refused(Why.DIGEST_MISMATCH, "what came has the digest " + content.digest());
        }
        if (!serving.store(this, content)) {
            return refused(Why.EXISTS, offer.payload().name() + " is there already");
        }
        return CompletableFuture.completedStage(expected.isPresent() ? Verification.DIGEST : Verification.SIZE);
    }

    private static CompletionStage<Verification> refused(Why why, String message) {
        return CompletableFuture.failedStage(new RefusedException(why, message));
    }

    @Override
    public void suspend(String why) {
        if (over.compareAndSet(false, true)) {
            serving.left(this, offer.resumable());
        }
    }

    @Override
    public void abandon(String why) {
        if (over.compareAndSet(false, true)) {
            serving.left(this, false);
        }
    }

    @Override
    public void onStop(Consumer<Reason> stop) {
        stops.onStop(stop);
    }

    @Override
    public void close() {
        suspend("closed without commit");
    }
}
