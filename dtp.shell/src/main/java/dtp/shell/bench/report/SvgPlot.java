package dtp.shell.bench.report;

import dtp.shell.bench.Figures;
import dtp.shell.bench.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A report as bars: one panel a unit, since only figures of one unit share an axis; a bar is the median, the thin line least to
 * most, a dashed mark what is wanted. Pure.
 */
public final class SvgPlot {
    private static final int WIDTH = 960;
    private static final int NAMES = 360;
    private static final int BARS = 460;
    private static final int LINE = 22;
    private static final int TOP = 60;

    private final StringBuilder svg = new StringBuilder();
    private int y = TOP;

    private SvgPlot() {}

    public static String of(Report report) {
        SvgPlot plot = new SvgPlot();
        Map<String, List<Row>> panels = new LinkedHashMap<>();
        report.rows()
                .forEach(row -> panels.computeIfAbsent(row.unit(), u -> new ArrayList<>())
                        .add(row));
        panels.forEach(plot::panel);
        int height = plot.y + LINE;
        String head = String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n",
                WIDTH,
                height,
                WIDTH,
                height);
        String title = text(12, 22, "start", "font-size=\"16\"", "dtp bench " + report.name())
                + text(
                        12,
                        40,
                        "start",
                        "fill=\"#555\" font-size=\"10\"",
                        report.machine().when() + ", " + report.machine());
        return head + "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" + title + plot.svg + "</svg>\n";
    }

    private void panel(String unit, List<Row> rows) {
        double most = rows.stream().mapToDouble(SvgPlot::extent).max().orElse(0);
        double scale = most > 0 ? BARS / most : 0;
        y += LINE;
        svg.append(text(NAMES, y - 6, "start", "fill=\"#555\"", unit));
        for (Row row : rows) {
            bar(row, scale);
            y += LINE;
        }
    }

    private void bar(Row row, double scale) {
        Figures v = row.value();
        int middle = y + LINE / 2;
        svg.append(text(NAMES - 8, middle + 4, "end", "", row.name()));
        if (v.runs() == 0) {
            svg.append(text(
                    NAMES + 4,
                    middle + 4,
                    "start",
                    "fill=\"#a00\"",
                    row.problem().orElse("not measured")));
            return;
        }
        String colour = switch (row.kind()) {
            case OURS -> "#2b6cb0";
            case PEER -> "#b7791f";
            case LIMIT -> "#a0aec0";
        };
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                NAMES,
                y + 4,
                Math.abs(v.median()) * scale,
                LINE - 8,
                colour));
        double from = Math.min(Math.abs(v.least()), Math.abs(v.most()));
        double to = Math.max(Math.abs(v.least()), Math.abs(v.most()));
        line(NAMES + from * scale, middle, NAMES + to * scale, middle, "#1a202c", "");
        OptionalDouble wanted = row.wanted().limit();
        if (wanted.isPresent()) {
            double x = NAMES + wanted.getAsDouble() * scale;
            line(x, y + 1, x, y + LINE - 1, "#c53030", " stroke-dasharray=\"3 2\"");
        }
        double end = NAMES + extent(row) * scale + 6;
        svg.append(text((int) end, middle + 4, "start", "fill=\"#555\"", TextTable.number(v.median())));
    }

    private void line(double x1, double y1, double x2, double y2, String colour, String more) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>%n",
                x1,
                y1,
                x2,
                y2,
                colour,
                more));
    }

    /** How far a row reaches from zero; what is wanted belongs to the picture. */
    private static double extent(Row row) {
        double most = row.wanted().limit().orElse(0);
        for (double value : row.value().values()) {
            most = Math.max(most, Math.abs(value));
        }
        return most;
    }

    private static String text(int x, int y, String anchor, String style, String content) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" %s>%s</text>%n",
                x,
                y,
                anchor,
                style,
                escaped(content));
    }

    private static String escaped(String text) {
        StringBuilder xml = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '"' -> xml.append("&quot;");
                default -> xml.appendCodePoint(c < ' ' ? ' ' : c); // XML has no control characters
            }
        });
        return xml.toString();
    }
}
