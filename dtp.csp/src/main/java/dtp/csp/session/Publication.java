package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.PublishRecord;
import dtp.csp.store.SessionFileException;
import dtp.csp.store.SessionFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * From "everything is written" to a file under its final name (durability.md §5): digest, compare, publish. Started on the
 * engine lane, answers there; the work happens on HASHER and SYNCER.
 */
final class Publication {
    /** On the engine lane. */
    interface Ear {
        /** False: somebody wants it ended before the file is made visible. */
        boolean goOn();

        /** @param computed empty when none was asked for */
        void published(Optional<Digest> computed, boolean compared);

        void refused(Reason reason);
    }

    private final EngineContext engine;
    private final Intake intake;
    private final Ear ear;

    Publication(EngineContext engine, Intake intake, Ear ear) {
        this.engine = engine;
        this.intake = intake;
        this.ear = ear;
    }

    void start(PayloadInfo known, boolean requireDigest, boolean replace) {
        Optional<Digest> expected = known.digest();
        if (expected.isEmpty() && requireDigest) {
            ear.refused(Reason.of(
                    Reason.Code.NO_DIGEST,
                    "All bytes are here and safe, but neither the request nor a source tells a digest, and one is required. Not"
                            + " published; get it again with its digest or without requiring one."));
            return;
        }
        intake.seal(known.modified(), wrong -> {
            if (wrong.isPresent()) {
                ear.refused(wrong.get());
            } else if (ear.goOn()) {
                intake.digest(expected, (computed, failure) -> hashed(known, replace, computed, failure));
            }
        });
    }

    private void hashed(PayloadInfo known, boolean replace, Optional<Digest> computed, IOException failure) {
        Path part = intake.files().paths().part();
        if (failure != null) {
            ear.refused(Trouble.reading(part, failure));
            return;
        }
        if (known.digest().isPresent() && !known.digest().equals(computed)) {
            ear.refused(Reason.of(
                    Reason.Code.DIGEST_MISMATCH,
                    "All bytes came, but their digest is " + computed.orElseThrow() + " instead of "
                            + known.digest().get() + ". Nothing was published; " + part
                            + " is kept. Resume to fetch everything again."));
            return;
        }
        if (!ear.goOn()) {
            return;
        }
        engine.tasks().execute(Tasks.Lane.SYNCER, () -> {
            Optional<Reason> wrong = publish(intake.files(), known, computed, replace);
            engine.tasks().execute(Tasks.Lane.ENGINE, () -> {
                if (wrong.isPresent()) {
                    ear.refused(wrong.get());
                } else {
                    ear.published(computed, known.digest().isPresent());
                }
            });
        });
    }

    private static Optional<Reason> publish(
            SessionFiles files, PayloadInfo known, Optional<Digest> computed, boolean replace) {
        Path target = files.paths().shown();
        try {
            files.publish(new PublishRecord(
                    target.getFileName().toString(), known.size().orElseThrow(), computed, replace));
            return Optional.empty();
        } catch (SessionFileException e) {
            boolean taken = e.refusal() == SessionFileException.Refusal.OUTPUT_EXISTS;
            return Optional.of(Reason.of(taken ? Reason.Code.EXISTS : Reason.Code.IO_ERROR, e.getMessage()));
        } catch (IOException e) {
            return Optional.of(Trouble.writing(target, e));
        }
    }
}
