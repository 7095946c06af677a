package dtp.csp.session;

import dtp.csp.store.ReceivedUploads;
import dtp.csp.store.SessionFileException;
import dtp.csp.store.SessionPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Throws away unfinished uploads that are too old or too many (durability.md §8), the oldest first. On the STORES lane. */
final class UploadRetention {
    static final long EVERY_NS = TimeUnit.HOURS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(UploadRetention.class);

    private static final Pattern OURS = Pattern.compile("([0-9a-f]{32})(\\.dtp|\\.part)");
    private static final Duration REMAINS_OLD = Duration.ofHours(1);

    private final EngineContext engine;
    private final SessionFileDesk desk;
    private final Uploads uploads;
    private final EngineSettings settings;
    /** Folders that were swept since they came. */
    private final Set<Path> known = new HashSet<>();

    private record Kept(SessionPaths paths, Instant since) {}

    UploadRetention(EngineContext engine, SessionFileDesk desk, Uploads uploads, EngineSettings settings) {
        this.engine = engine;
        this.desk = desk;
        this.uploads = uploads;
        this.settings = settings;
    }

    /** Every hour from now on. */
    void sweepEvery(Stores stores) {
        engine.tasks().schedule(Tasks.Lane.STORES, EVERY_NS, () -> {
            sweepEvery(stores);
            folders(stores).forEach(this::sweep);
        });
    }

    /** Stores come after the engine: each is swept when it comes, however short the container lives. */
    void storesChanged(Stores stores) {
        Set<Path> there = folders(stores);
        known.retainAll(there);
        there.stream().filter(known::add).forEach(this::sweep);
    }

    private static Set<Path> folders(Stores stores) {
        return stores.inOrder().stream()
                .flatMap(store -> store.staging().stream())
                .collect(Collectors.toSet());
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
        Matcher name = OURS.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return Optional.empty();
        }
        String key = name.group(1);
        boolean part = name.group(2).equals(SessionPaths.PART);
        SessionPaths paths = SessionPaths.staged(staging, key, null);
        if (uploads.isActive(key) || (part && engine.disk().exists(paths.state()))) {
            return Optional.empty();
        }
        return part ? remains(paths, file) : look(paths);
    }

    private Optional<Kept> look(SessionPaths paths) {
        try {
            SessionFileDesk.Look found = desk.look(paths);
            return found.inUse()
                    ? Optional.empty() // by another container that serves the same folder
                    : Optional.of(new Kept(paths, found.content().state().since()));
        } catch (IOException e) {
            if (e instanceof SessionFileException s && s.refusal() == SessionFileException.Refusal.NEVER_STARTED) {
                return remains(paths, paths.state());
            }
            LOG.warn("{} cannot be read; it is left alone", paths.state(), e);
            return Optional.empty();
        }
    }

    /** Of a creation or a deletion that was cut off, unless it is under way in this moment in another container. */
    private Optional<Kept> remains(SessionPaths paths, Path file) {
        try {
            Instant since = Files.getLastModifiedTime(file).toInstant();
            boolean old = since.isBefore(engine.tasks().wallClock().minus(REMAINS_OLD));
            return old ? Optional.of(new Kept(paths, Instant.EPOCH)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // gone
        }
    }

    private void delete(Kept upload, String why) {
        try {
            ReceivedUploads.delete(engine.disk(), upload.paths());
            LOG.info("unfinished upload {} of {} deleted: {}", upload.paths().state(), upload.since(), why);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted", upload.paths().state(), e);
        }
    }
}
