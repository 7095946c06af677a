package dtp.shell.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One run of a benchmark: how often, which rows, where, and the rows as they fill. Used on the command's thread. */
public final class Run {
    /**
     * What the user asked for.
     *
     * @param times each row is measured
     * @param only keys of rows, or the parts before their slash; empty: all
     * @param sizeBytes of the big file
     */
    public record Wish(int times, Set<String> only, long sizeBytes) {}

    private final Wish wish;
    private final Workplace place;
    private final BooleanSupplier interrupted;
    private final Consumer<String> progress;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** @param progress takes lines for people, while it goes on */
    public Run(Wish wish, Workplace place, BooleanSupplier interrupted, Consumer<String> progress) {
        this.wish = wish;
        this.place = place;
        this.interrupted = interrupted;
        this.progress = progress;
    }

    public Workplace place() {
        return place;
    }

    public int times() {
        return wish.times();
    }

    public long sizeBytes() {
        return wish.sizeBytes();
    }

    /** Ctrl-C was pressed: what is measured so far is printed, nothing more is begun. */
    public boolean isInterrupted() {
        return interrupted.getAsBoolean();
    }

    public boolean wants(String key) {
        int slash = key.indexOf('/');
        return wish.only().isEmpty()
                || wish.only().contains(key)
                || (slash > 0 && wish.only().contains(key.substring(0, slash)));
    }

    /**
     * Measures all that are wanted, and whose programs are here, in turn: run by run, row by row, so that what disturbs the machine
     * for a while disturbs all of them. Adds them to the table in their order.
     *
     * @throws IOException when {@code --only} names none of them
     */
    public void interleave(List<Row> all) throws IOException, InterruptedException {
        List<Row> measured = new ArrayList<>();
        for (Row row : all) {
            Optional<String> missing = row.needs().stream()
                    .filter(p -> Workplace.find(p).isEmpty())
                    .findFirst();
            if (!wants(row.key())) {
                continue;
            }
            if (missing.isPresent()) {
                note(row.name() + ": left out, there is no " + missing.get() + " in the PATH");
                continue;
            }
            measured.add(add(row));
        }
        if (measured.isEmpty() && notes.isEmpty()) {
            throw new IOException("--only names no row of this benchmark; there are: "
                    + all.stream().map(Row::key).collect(Collectors.joining(", ")));
        }
        for (int time = 1; time <= wish.times(); time++) {
            for (Row row : measured) {
                if (!isInterrupted() && row.problem().isEmpty()) {
                    measure(row, time);
                }
            }
        }
    }

    private void measure(Row row, int time) throws InterruptedException {
        try {
            place.holdMemory(sizeBytes());
            Sample sample = row.measurement().measure();
            row.add(sample);
            progress.accept(String.format(
                    java.util.Locale.ROOT,
                    "run %d of %d: %s: %.3f %s",
                    time,
                    wish.times(),
                    row.name(),
                    sample.value(),
                    row.unit()));
        } catch (IOException e) {
            if (!isInterrupted()) {
                row.fail(e.getMessage());
                progress.accept(row.name() + ": failed: " + e.getMessage());
            }
        }
    }

    /** For benchmarks that measure many rows at once: takes a row into the table and returns it. */
    public Row add(Row row) {
        if (rows.stream().anyMatch(r -> r.key().equals(row.key()))) {
            throw new IllegalArgumentException("two rows have the key " + row.key());
        }
        rows.add(row);
        return row;
    }

    /** Something to be told with the table. */
    public void note(String text) {
        notes.add(text);
        progress.accept(text);
    }

    /** A line for people about what goes on. */
    public void say(String line) {
        progress.accept(line);
    }

    public List<Row> rows() {
        return List.copyOf(rows);
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }
}
