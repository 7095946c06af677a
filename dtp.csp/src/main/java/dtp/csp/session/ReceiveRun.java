package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException;
import dtp.api.transport.RefusedException.Why;
import dtp.api.transport.Sink;
import dtp.csp.store.PublishRecord;
import dtp.csp.store.StateRecord;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The course of one upload: takes bytes until the peer commits, then verifies and publishes; or keeps or drops them when it
 * breaks off. Public methods come from servers on any thread; state is owned by the engine lane.
 */
final class ReceiveRun implements Reception, Intake.Ear {
    private final EngineContext engine;
    private final UploadHost host;
    private final ReceiveSession session;
    private final Upload upload;
    private final Intake intake;
    private final Identity identity;
    private final Standing standing;
    private final ProgressTick tick;
    private final FetchSink sink;
    private final StopSignal stop = new StopSignal();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile boolean committing;
    /** Somebody has ended it; set at once, so that the sink is closed and the next upload of the name waits for the end. */
    private volatile boolean ending;

    private volatile boolean over;

    ReceiveRun(EngineContext engine, UploadHost host, ReceiveSession session, GetRun.Parts parts, Upload upload) {
        this.engine = engine;
        this.host = host;
        this.session = session;
        this.upload = upload;
        intake = parts.intake();
        identity = parts.identity();
        standing = parts.standing();
        tick = new ProgressTick(engine, session, () -> intake.total().newBytes());
        sink = intake.sink(new FetchSink.Ear() {
            @Override
            public boolean described(PayloadInfo payload) {
                return learn(payload);
            }

            @Override
            public void noted(Reason reason) {
                standing.note(reason);
            }
        });
    }

    void begin() {
        intake.open();
        onEngine(() -> {
            if (!over) {
                standing.become(SessionState.RUNNING);
                intake.pair().record(standing.record());
                tick.start();
            }
        });
    }

    private void onEngine(Runnable task) {
        engine.tasks().execute(Tasks.Lane.ENGINE, task);
    }

    /** Any thread. */
    boolean isOver() {
        return over;
    }

    /** Present while it is being brought to its end: completes when the name is free again. Any thread. */
    Optional<CompletionStage<Void>> ending() {
        return ending ? Optional.of(gone.minimalCompletionStage()) : Optional.empty();
    }

    private void beginToEnd() {
        if (!committing) {
            ending = true;
            sink.close();
        }
    }

    long bytesPerSecond() {
        return tick.bytesPerSecond();
    }

    private boolean learn(PayloadInfo told) {
        Optional<String> conflict = identity.learn(session.endpoints().get(0), told);
        if (conflict.isPresent()) {
            standing.note(Reason.of(Reason.Code.SOURCE_CHANGED, "The peer " + conflict.get()));
            return false;
        }
        OptionalLong size = identity.info().size();
        if (size.isPresent() && !host.promise(upload, size.getAsLong())) {
            breakOff(Reason.of(
                    Reason.Code.DISK_FULL,
                    "There is no room for " + size.getAsLong() + " bytes beside what other uploads may still bring."));
            return false;
        }
        intake.record(identity.info());
        host.checkSpace(intake, identity.info(), this::trouble);
        return true;
    }

    /** Ends it; its server knows, or hears it otherwise than from {@link #stop}. What is resumable is kept. */
    private void breakOff(Reason why) {
        beginToEnd();
        onEngine(() -> {
            if (!committing) {
                end(why, !upload.offer().resumable(), () -> {});
            }
        });
    }

    @Override
    public UUID session() {
        return session.id();
    }

    @Override
    public IntervalSet missing() {
        return intake.sets().missing();
    }

    @Override
    public Sink sink() {
        return sink;
    }

    @Override
    public void onStop(Consumer<Reason> action) {
        stop.onStop(action);
    }

    @Override
    public CompletionStage<Verification> commit(long size) {
        CompletableFuture<Verification> answer = new CompletableFuture<>();
        onEngine(() -> commit(size, answer));
        return answer.minimalCompletionStage();
    }

    private void commit(long size, CompletableFuture<Verification> answer) {
        if (over || committing) {
            answer.completeExceptionally(Refusal.of(Why.STOPPING, "the upload has ended"));
            return;
        }
        if (!intake.sets().setSize(size)) {
            answer.completeExceptionally(Refusal.of(Why.GAPS, "the upload is of another size"));
            return;
        }
        if (!intake.sets().allAccepted()) {
            answer.completeExceptionally(
                    Refusal.of(Why.GAPS, intake.sets().missing().count() + " parts of the upload are missing"));
            return;
        }
        committing = true;
        sink.close(); // from now on the outcome decides, not who hangs up
        tick.stop();
        identity.learn(session.endpoints().get(0), identity.info().size(size));
        standing.become(SessionState.VERIFYING);
        intake.record(identity.info());
        intake.rest(wrong -> {
            if (wrong.isPresent() || !intake.sets().allWritten()) {
                refuse(
                        wrong.orElseGet(() ->
                                standing.reason().orElse(Reason.of(Reason.Code.IO_ERROR, "The disk did not take it."))),
                        Why.IO,
                        answer);
            } else {
                seal(answer);
            }
        });
    }

    private void seal(CompletableFuture<Verification> answer) {
        intake.seal(identity.info().modified(), wrong -> {
            if (wrong.isPresent()) {
                refuse(wrong.get(), Why.IO, answer);
            } else {
                intake.digest(identity.info().digest(), (computed, failure) -> hashed(computed, failure, answer));
            }
        });
    }

    private void hashed(Optional<Digest> computed, IOException failure, CompletableFuture<Verification> answer) {
        Optional<Digest> told = identity.info().digest();
        if (failure != null) {
            refuse(Trouble.reading(intake.files().paths().part(), failure), Why.IO, answer);
        } else if (told.isPresent() && !told.equals(computed)) {
            refuse(
                    Reason.of(
                            Reason.Code.DIGEST_MISMATCH,
                            "The peer told " + told.get() + ", but what came has " + computed.orElseThrow()
                                    + "; not published."),
                    Why.DIGEST_MISMATCH,
                    answer);
        } else {
            PayloadInfo whole = identity.info();
            Refusal.on(engine.tasks(), Tasks.Lane.STORES, () -> {
                        PublishRecord record =
                                new PublishRecord(whole.name(), whole.size().orElseThrow(), computed, false);
                        intake.files().handOver(record, verified -> host.publish(upload, verified, whole));
                        return told.isPresent() ? Verification.DIGEST : Verification.SIZE;
                    })
                    .whenComplete((how, e) -> onEngine(() -> published(how, computed, e, answer)));
        }
    }

    private void published(
            Verification how, Optional<Digest> computed, Throwable failure, CompletableFuture<Verification> answer) {
        if (failure != null) {
            RefusedException refused = Refusal.of(failure);
            Reason.Code code = refused.why() == Why.EXISTS ? Reason.Code.EXISTS : Reason.Code.IO_ERROR;
            refuse(Reason.of(code, "Not published: " + refused.getMessage() + "."), refused.why(), answer);
            return;
        }
        over = true;
        intake.close(() -> {
            host.letGo(upload);
            intake.awaits().end();
            identity.compared(computed, how == Verification.DIGEST);
            standing.complete(how);
            host.finished(session, computed);
            gone.complete(null);
            answer.complete(how);
        });
    }

    private void refuse(Reason reason, Why why, CompletableFuture<Verification> answer) {
        committing = false;
        boolean keep = upload.offer().resumable();
        end(reason, !keep, () -> answer.completeExceptionally(Refusal.of(why, reason.text())));
    }

    @Override
    public void suspend(String why) {
        breakOff(Reason.of(Reason.Code.NO_CONTACT, "The peer is gone: " + why));
    }

    @Override
    public void abandon(String why) {
        abandon(Reason.of(Reason.Code.CANCELLED, "The peer took it back: " + why));
    }

    void abandon(Reason why) {
        beginToEnd();
        stop.stop(why);
        onEngine(() -> {
            if (!committing) {
                end(why, true, () -> {});
            }
        });
    }

    @Override
    public void close() {
        suspend("its connection was closed");
    }

    /** Ends it from this side: the peer is told; what is resumable is kept. {@code then} on the engine lane, in any case. */
    void stop(Reason why, Runnable then) {
        beginToEnd();
        stop.stop(why);
        onEngine(() -> {
            if (over || committing) {
                gone.minimalCompletionStage().whenComplete((nothing, e) -> then.run());
            } else {
                end(why, !upload.offer().resumable(), then);
            }
        });
    }

    @Override
    public void allWritten() {}

    @Override
    public void trouble(Reason reason) {
        stop.stop(reason);
        if (!committing) {
            end(reason, !upload.offer().resumable(), () -> {});
        }
    }

    private void end(Reason why, boolean delete, Runnable then) {
        if (over) {
            then.run();
            return;
        }
        over = true;
        sink.close();
        tick.stop();
        boolean failed = why.code() == Reason.Code.DIGEST_MISMATCH;
        intake.rest(wrong -> {
            SessionState kept = failed ? SessionState.FAILED : SessionState.PAUSED;
            if (!delete) {
                intake.pair()
                        .record(new StateRecord(
                                kept, Optional.of(why), engine.tasks().wallClock()));
            }
            Runnable ended = () -> {
                host.letGo(upload);
                intake.awaits().end();
                standing.become(delete ? SessionState.CANCELLED : kept, why);
                host.finished(session, Optional.empty());
                gone.complete(null);
                then.run();
            };
            if (delete) {
                intake.discard(ended);
            } else {
                intake.close(ended);
            }
        });
    }
}
