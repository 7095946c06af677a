package dtp.shell.bench.report;

import dtp.shell.bench.Figures;
import dtp.shell.bench.Ratio;
import dtp.shell.bench.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as lines of text, for people. Pure. */
public final class TextTable {
    private static final int LEAST_NAME = 24;
    private static final int MOST_NAME = 60;

    private TextTable() {}

    public static List<String> lines(Report report) {
        int width = report.rows().stream()
                .mapToInt(row -> row.name().length())
                .max()
                .orElse(LEAST_NAME);
        String name = "%-" + Math.max(LEAST_NAME, Math.min(MOST_NAME, width)) + "s";
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                name + " %10s %-6s %21s %4s %15s %15s  %s",
                "what",
                "median",
                "",
                "least to most",
                "runs",
                "CPU s srv/cli",
                "peak MB srv/cli",
                "wanted"));
        for (Row row : report.rows()) {
            lines.add(line(name, row));
            Ratio.of(row, report.rows()).forEach(r -> lines.add("    " + r + (r.met() ? "" : "  MISSED")));
            row.problem().ifPresent(problem -> lines.add("    FAILED: " + problem.replace("\n", "; ")));
        }
        return lines;
    }

    private static String line(String name, Row row) {
        Figures v = row.value();
        String wanted = row.wanted().text(row.unit());
        String verdict = v.runs() == 0 || row.wanted().isMetBy(v.median()) ? "" : "  MISSED";
        return String.format(
                        Locale.ROOT,
                        name + " %10s %-6s %9s to %8s %4d %15s %15s  %s%s",
                        row.name(),
                        number(v.median()),
                        row.unit(),
                        number(v.least()),
                        number(v.most()),
                        v.runs(),
                        both(row.serverCpuS().median(), row.clientCpuS().median(), "%.2f"),
                        both(row.serverPeakMb().most(), row.clientPeakMb().most(), "%.0f"),
                        wanted,
                        verdict)
                .stripTrailing();
    }

    private static String both(double server, double client, String format) {
        return one(server, format) + " / " + one(client, format);
    }

    private static String one(double value, String format) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    /** Four figures that count, or two decimals. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        String format = size >= 1_000 ? "%.0f" : size >= 100 ? "%.1f" : size >= 1 || size == 0 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
