package dtp.csp.store.home;

import dtp.csp.store.Disk;
import dtp.csp.store.RealDisk;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Where the unfinished sessions of a home are: one small file for each in {@code state/sessions}, named by its id, so that several
 * processes can share a home without a lock. A hint, not the truth, which is the {@code .dtp}. Any thread; blocks for the disk.
 */
public final class SessionRegistry {
    /**
     * A session that the home knows.
     *
     * @param stateFile its {@code .dtp}, absolute; empty for one that keeps none, like a put
     * @param properties whatever the engine needs to start it again; no secrets
     */
    public record Entry(UUID id, Optional<Path> stateFile, Map<String, String> properties) {
        public Entry {
            stateFile = stateFile.map(Path::toAbsolutePath);
            properties = Map.copyOf(properties);
        }
    }

    private static final String KIND = "session";
    private static final int FIXED_FIELDS = 2;

    private final Path folder;
    private final Disk disk;

    /** @param stateFolder {@code state} of the home; made when needed */
    public SessionRegistry(Path stateFolder) {
        this(stateFolder, new RealDisk());
    }

    /** @param disk makes renames, and forces their folder */
    SessionRegistry(Path stateFolder, Disk disk) {
        folder = stateFolder.toAbsolutePath().resolve("sessions");
        this.disk = disk;
    }

    /**
     * Remembers a session, in place of what was remembered of it; a crash leaves one or the other.
     *
     * @param synced a power cut as well; else it may leave nothing
     */
    public void register(Entry entry, boolean synced) throws IOException {
        List<String> fields = new ArrayList<>(
                List.of(KIND, entry.stateFile().map(Path::toString).orElse("")));
        new TreeMap<>(entry.properties()).forEach((name, value) -> fields.addAll(List.of(name, value)));
        new StateFile(file(entry.id()), disk).replace(List.of(fields), synced);
    }

    /** @return false when it was not known */
    public boolean forget(UUID id) throws IOException {
        return Files.deleteIfExists(file(id));
    }

    private Path file(UUID id) {
        return folder.resolve(id.toString());
    }

    /** All that are known, in no order. One whose session file is gone is forgotten; what cannot be read is left out. */
    public List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Optional<Entry> read = read(file);
                if (read.isEmpty()) {
                    continue;
                }
                Optional<Path> state = read.get().stateFile();
                if (state.isPresent() && Files.notExists(state.get())) {
                    Files.deleteIfExists(file);
                } else {
                    entries.add(read.get());
                }
            }
        } catch (NoSuchFileException e) {
            return entries;
        }
        return entries;
    }

    private static Optional<Entry> read(Path file) throws IOException {
        List<List<String>> lines = new StateFile(file).read();
        boolean whole = lines.size() == 1
                && lines.get(0).size() >= FIXED_FIELDS
                && lines.get(0).size() % 2 == 0
                && lines.get(0).get(0).equals(KIND);
        if (!whole) {
            return Optional.empty();
        }
        List<String> fields = lines.get(0);
        Map<String, String> properties = new TreeMap<>();
        for (int i = FIXED_FIELDS; i < fields.size(); i += 2) {
            properties.put(fields.get(i), fields.get(i + 1));
        }
        try {
            UUID id = UUID.fromString(file.getFileName().toString());
            Optional<Path> state = fields.get(1).isEmpty() ? Optional.empty() : Optional.of(Path.of(fields.get(1)));
            return Optional.of(new Entry(id, state, properties));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
