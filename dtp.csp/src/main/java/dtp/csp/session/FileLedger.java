package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.PutRequest;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.SourcesRecord;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger as small files below {@code HOME/state}: {@code sessions/ID} and {@code history/TIME-ID}, each a properties file
 * that is written aside and renamed, so that there is no index to corrupt and two processes may share a home. What cannot be
 * read is left out. Any thread; synchronized, because a file system is slower than the lock.
 */
final class FileLedger implements Ledger {
    /** Finished sessions that are remembered; the oldest go first. */
    static final int MOST_HISTORY = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(FileLedger.class);
    private static final String FILE = "file";
    private static final String ENDPOINT = "endpoint.";

    private final Path sessions;
    private final Path history;

    FileLedger(Path state) throws IOException {
        sessions = Files.createDirectories(state.resolve("sessions"));
        history = Files.createDirectories(state.resolve("history"));
    }

    @Override
    public synchronized void opened(UUID id, Path stateFile) {
        Properties text = new Properties();
        text.setProperty("direction", Session.Direction.GET.name());
        text.setProperty(FILE, stateFile.toString());
        write(sessions.resolve(id.toString()), text);
    }

    @Override
    public synchronized void putBegun(UUID id, PutRequest request) {
        if (request.file().isEmpty()) {
            return; // only the program that made it can make it again
        }
        Properties text = new Properties();
        text.setProperty("direction", Session.Direction.PUT.name());
        text.setProperty(FILE, request.file().get().toString());
        text.setProperty(ENDPOINT + 0, request.target().toString());
        SourcesRecord options =
                new StoredOptions(List.of(), request.options(), Optional.empty(), false, false).record();
        options.options().forEach((k, v) -> text.setProperty("option." + k, v));
        write(sessions.resolve(id.toString()), text);
    }

    @Override
    public synchronized void closed(UUID id) {
        try {
            Files.deleteIfExists(sessions.resolve(id.toString()));
        } catch (IOException e) {
            LOG.warn("{} cannot forget {}", sessions, id, e);
        }
    }

    @Override
    public synchronized Map<UUID, Path> known() {
        Map<UUID, Path> known = new LinkedHashMap<>();
        read(sessions).forEach((name, text) -> {
            if (Session.Direction.GET.name().equals(text.getProperty("direction"))) {
                known.put(UUID.fromString(name), Path.of(text.getProperty(FILE)));
            }
        });
        return known;
    }

    @Override
    public synchronized Map<UUID, PutRequest> puts() {
        Map<UUID, PutRequest> puts = new LinkedHashMap<>();
        read(sessions).forEach((name, text) -> {
            if (Session.Direction.PUT.name().equals(text.getProperty("direction"))) {
                puts.put(UUID.fromString(name), put(text));
            }
        });
        return puts;
    }

    private static PutRequest put(Properties text) {
        Map<String, String> options = new LinkedHashMap<>();
        text.stringPropertyNames().stream()
                .filter(k -> k.startsWith("option."))
                .forEach(k -> options.put(k.substring("option.".length()), text.getProperty(k)));
        return PutRequest.of(
                Path.of(text.getProperty(FILE)),
                Endpoint.parse(text.getProperty(ENDPOINT + 0)),
                StoredOptions.read(new SourcesRecord(List.of(), options)).options());
    }

    @Override
    public synchronized void finished(Finished s) {
        Properties text = new Properties();
        text.setProperty("id", s.id().toString());
        text.setProperty("direction", s.direction().name());
        for (int i = 0; i < s.endpoints().size(); i++) {
            text.setProperty(ENDPOINT + i, s.endpoints().get(i).toString());
        }
        s.file().ifPresent(f -> text.setProperty(FILE, f.toString()));
        text.setProperty("state", s.state().name());
        text.setProperty("verification", s.verification().name());
        text.setProperty("name", s.payload().name());
        s.payload().size().ifPresent(v -> text.setProperty("size", Long.toString(v)));
        s.payload().digest().ifPresent(v -> text.setProperty("digest", v.toString()));
        s.payload().modified().ifPresent(v -> text.setProperty("modified", v.toString()));
        text.setProperty("when", s.when().toString());
        write(history.resolve(String.format("%019d-%s", s.when().toEpochMilli(), s.id())), text);
        List<String> names = names(history);
        for (int i = 0; i < names.size() - MOST_HISTORY; i++) {
            delete(history.resolve(names.get(i)));
        }
    }

    @Override
    public synchronized List<Finished> history(int most) {
        List<String> names = names(history);
        List<Finished> newest = new ArrayList<>();
        for (int i = names.size() - 1; i >= 0 && newest.size() < most; i--) {
            parsed(history.resolve(names.get(i))).flatMap(FileLedger::finished).ifPresent(newest::add);
        }
        return newest;
    }

    private static Optional<Finished> finished(Properties text) {
        try {
            List<Endpoint> endpoints = new ArrayList<>();
            for (int i = 0; text.containsKey(ENDPOINT + i); i++) {
                endpoints.add(Endpoint.parse(text.getProperty(ENDPOINT + i)));
            }
            PayloadInfo payload = PayloadInfo.named(text.getProperty("name", ""));
            payload = text.containsKey("size") ? payload.size(Long.parseLong(text.getProperty("size"))) : payload;
            payload = text.containsKey("digest") ? payload.digest(Digest.parse(text.getProperty("digest"))) : payload;
            payload = text.containsKey("modified")
                    ? payload.modified(Instant.parse(text.getProperty("modified")))
                    : payload;
            return Optional.of(new Finished(
                    UUID.fromString(text.getProperty("id")),
                    Session.Direction.valueOf(text.getProperty("direction")),
                    endpoints,
                    Optional.ofNullable(text.getProperty(FILE)).map(Path::of),
                    SessionState.valueOf(text.getProperty("state")),
                    Verification.valueOf(text.getProperty("verification")),
                    payload,
                    Instant.parse(text.getProperty("when"))));
        } catch (RuntimeException e) {
            LOG.debug("an entry of the history cannot be read", e);
            return Optional.empty();
        }
    }

    @Override
    public synchronized boolean forget(Path file) {
        boolean found = false;
        for (String name : names(history)) {
            Path entry = history.resolve(name);
            if (parsed(entry)
                    .filter(t -> file.toString().equals(t.getProperty(FILE)))
                    .isPresent()) {
                found |= delete(entry);
            }
        }
        return found;
    }

    private static boolean delete(Path entry) {
        try {
            return Files.deleteIfExists(entry);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted", entry, e);
            return false;
        }
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(e -> e.getFileName().toString())
                    .filter(n -> !n.endsWith(".new"))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} cannot be read", folder, e);
            return List.of();
        }
    }

    private static Map<String, Properties> read(Path folder) {
        Map<String, Properties> all = new LinkedHashMap<>();
        for (String name : names(folder)) {
            if (name.length() == 36) {
                parsed(folder.resolve(name)).ifPresent(t -> all.put(name, t));
            }
        }
        return all;
    }

    private static Optional<Properties> parsed(Path entry) {
        Properties text = new Properties();
        try {
            text.load(new StringReader(Files.readString(entry, StandardCharsets.UTF_8)));
            return Optional.of(text);
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("{} cannot be read", entry, e);
            return Optional.empty();
        }
    }

    private static void write(Path entry, Properties text) {
        try {
            StringWriter out = new StringWriter();
            text.store(out, null);
            Path aside = entry.resolveSibling(entry.getFileName() + ".new");
            Files.writeString(aside, out.toString(), StandardCharsets.UTF_8);
            Files.move(aside, entry, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: after a restart this session must be named to be taken up again", entry, e);
        }
    }
}
