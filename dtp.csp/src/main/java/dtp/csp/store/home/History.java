package dtp.csp.store.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Sessions that came to an end, a line each, in {@code state/history}; at {@value #ROTATE_BYTES} bytes it becomes {@code history.1}
 * and the one before that goes. Several processes may append. Any thread; blocks for the disk.
 */
public final class History {
    /** Size from which the file is put aside. */
    static final long ROTATE_BYTES = 1 << 20;

    /**
     * A session that came to an end.
     *
     * @param ended milliseconds are kept
     * @param fields names and values that the engine chooses
     */
    public record Entry(UUID id, Instant ended, Map<String, String> fields) {
        public Entry {
            fields = Map.copyOf(fields);
        }
    }

    private static final String KIND = "ended";
    private static final int FIXED_FIELDS = 3;

    private final Path file;
    private final Path older;
    private final long rotateBytes;

    /** @param stateFolder {@code state} of the home; made when needed */
    public History(Path stateFolder) {
        this(stateFolder, ROTATE_BYTES);
    }

    History(Path stateFolder, long rotateBytes) {
        file = stateFolder.toAbsolutePath().resolve("history");
        older = file.resolveSibling("history.1");
        this.rotateBytes = rotateBytes;
    }

    public synchronized void append(List<Entry> entries) throws IOException {
        StateFile lines = new StateFile(file);
        lines.append(entries.stream().map(History::fields).toList());
        if (lines.size() > rotateBytes) {
            lines.alone(() -> {
                if (lines.size() > rotateBytes) {
                    Files.move(file, older, StandardCopyOption.ATOMIC_MOVE);
                }
            });
        }
    }

    private static List<String> fields(Entry entry) {
        List<String> fields = new ArrayList<>(
                List.of(KIND, entry.id().toString(), Long.toString(entry.ended().toEpochMilli())));
        new TreeMap<>(entry.fields()).forEach((name, value) -> fields.addAll(List.of(name, value)));
        return fields;
    }

    /** Newest first. */
    public synchronized List<Entry> newest(int most) throws IOException {
        List<List<String>> lines = new ArrayList<>(new StateFile(older).read());
        lines.addAll(new StateFile(file).read());
        Collections.reverse(lines);
        List<Entry> entries = new ArrayList<>();
        for (List<String> fields : lines) {
            if (entries.size() == most) {
                break;
            }
            boolean whole = fields.size() >= FIXED_FIELDS
                    && fields.size() % 2 == 1
                    && fields.get(0).equals(KIND);
            if (whole) {
                add(entries, fields);
            }
        }
        return entries;
    }

    private static void add(List<Entry> entries, List<String> fields) {
        Map<String, String> named = new TreeMap<>();
        for (int i = FIXED_FIELDS; i < fields.size(); i += 2) {
            named.put(fields.get(i), fields.get(i + 1));
        }
        entries.add(
                new Entry(UUID.fromString(fields.get(1)), Instant.ofEpochMilli(Long.parseLong(fields.get(2))), named));
    }
}
