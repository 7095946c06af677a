package dtp.csp.session;

import dtp.api.payload.PayloadStore;
import dtp.csp.store.JournalContent;
import dtp.csp.store.SessionPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Throws away unfinished uploads that are too old or too many (durability.md §8), the oldest first. On the STORES lane. */
final class UploadRetention {
    static final long EVERY_NS = TimeUnit.HOURS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(UploadRetention.class);

    private final EngineContext engine;
    private final SessionFileDesk desk;
    private final Uploads uploads;
    private final EngineSettings settings;

    private record Kept(SessionPaths paths, Instant since) {}

    UploadRetention(EngineContext engine, SessionFileDesk desk, Uploads uploads, EngineSettings settings) {
        this.engine = engine;
        this.desk = desk;
        this.uploads = uploads;
        this.settings = settings;
    }

    /** Now, and every hour. */
    void sweepEvery(Stores stores) {
        for (PayloadStore store : stores.inOrder()) {
            store.staging().ifPresent(this::sweep);
        }
        engine.tasks().schedule(Tasks.Lane.STORES, EVERY_NS, () -> sweepEvery(stores));
    }

    void sweep(Path staging) {
        List<Kept> kept = new ArrayList<>();
        try {
            for (Path file : engine.disk().list(staging)) {
                look(staging, file).ifPresent(kept::add);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read", staging, e);
            return;
        }
        kept.sort(Comparator.comparing(Kept::since));
        Instant oldest = engine.tasks().wallClock().minus(settings.uploadRetention());
        for (int i = 0; i < kept.size(); i++) {
            boolean tooMany = kept.size() - i > settings.mostStoredUploads();
            if (tooMany || kept.get(i).since().isBefore(oldest)) {
                delete(kept.get(i), tooMany ? "too many are kept" : "it is too old");
            }
        }
    }

    private Optional<Kept> look(Path staging, Path file) {
        String name = file.getFileName().toString();
        if (!name.endsWith(SessionPaths.STATE)) {
            return Optional.empty();
        }
        String key = name.substring(0, name.length() - SessionPaths.STATE.length());
        if (uploads.isActive(key)) {
            return Optional.empty();
        }
        SessionPaths paths = SessionPaths.staged(staging, key, null);
        try {
            JournalContent content = desk.look(paths).content();
            return Optional.of(new Kept(paths, content.state().since()));
        } catch (IOException e) {
            LOG.warn("{} cannot be read; it is left alone", file, e);
            return Optional.empty();
        }
    }

    private void delete(Kept upload, String why) {
        try {
            engine.disk().delete(upload.paths().part());
            engine.disk().delete(upload.paths().state());
            LOG.info("unfinished upload {} of {} deleted: {}", upload.paths().state(), upload.since(), why);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted", upload.paths().state(), e);
        }
    }
}
