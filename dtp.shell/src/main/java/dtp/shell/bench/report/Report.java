package dtp.shell.bench.report;

import dtp.shell.bench.Machine;
import dtp.shell.bench.Row;
import java.util.List;

/**
 * What one run of a benchmark came to.
 *
 * @param command how it was called, for who wants to do it again
 * @param notes what is to be told besides: rows that were left out
 */
public record Report(
        String name, String description, String command, Machine machine, List<Row> rows, List<String> notes) {
    public Report {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /** Nothing of ours has failed. What is merely slower than wanted has not failed: it is told. */
    public boolean worked() {
        return rows.stream()
                .noneMatch(row -> row.kind() == Row.Kind.OURS && row.problem().isPresent());
    }
}
