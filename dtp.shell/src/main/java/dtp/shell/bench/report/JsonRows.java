package dtp.shell.bench.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dtp.shell.bench.Figures;
import dtp.shell.bench.Machine;
import dtp.shell.bench.Ratio;
import dtp.shell.bench.Row;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The fields of the events {@code machine} and {@code measured}: README.md of dtp.shell lists them. Pure. */
public final class JsonRows {
    private JsonRows() {}

    public static void machine(JsonGenerator g, Report report) throws IOException {
        Machine machine = report.machine();
        g.writeStringField("benchmark", report.name());
        g.writeStringField("command", report.command());
        g.writeNumberField("cores", machine.cores());
        g.writeNumberField("memoryBytes", machine.memoryBytes());
        g.writeStringField("kernel", machine.kernel());
        g.writeStringField("jdk", machine.jdk());
        number(g, "load", machine.load());
        number(g, "busyPercent", 100 * machine.busy());
        g.writeStringField("files", machine.files());
        g.writeStringField("congestionControl", machine.congestion());
    }

    public static void row(JsonGenerator g, Report report, Row row) throws IOException {
        g.writeStringField("benchmark", report.name());
        g.writeStringField("key", row.key());
        g.writeStringField("name", row.name());
        g.writeStringField("kind", row.kind().name().toLowerCase(Locale.ROOT));
        g.writeStringField("unit", row.unit());
        g.writeStringField("better", row.wanted().direction().name().toLowerCase(Locale.ROOT));
        if (row.wanted().limit().isPresent()) {
            g.writeNumberField("wanted", row.wanted().limit().getAsDouble());
        }
        g.writeBooleanField("met", row.met());
        if (row.problem().isPresent()) {
            g.writeStringField("problem", row.problem().get());
        }
        figures(g, row.value());
        number(g, "serverCpuSeconds", row.serverCpuS().median());
        number(g, "clientCpuSeconds", row.clientCpuS().median());
        number(g, "serverPeakMegabytes", row.serverPeakMb().most());
        number(g, "clientPeakMegabytes", row.clientPeakMb().most());
        ratios(g, Ratio.of(row, report.rows()));
    }

    private static void figures(JsonGenerator g, Figures figures) throws IOException {
        g.writeNumberField("runs", figures.runs());
        number(g, "median", figures.median());
        number(g, "least", figures.least());
        number(g, "most", figures.most());
        g.writeArrayFieldStart("values");
        for (double value : figures.values()) {
            g.writeNumber(value);
        }
        g.writeEndArray();
    }

    private static void ratios(JsonGenerator g, List<Ratio> ratios) throws IOException {
        g.writeArrayFieldStart("ratios");
        for (Ratio ratio : ratios) {
            g.writeStartObject();
            g.writeStringField("to", ratio.key());
            g.writeStringField("name", ratio.name());
            number(g, "times", ratio.times());
            number(g, "wanted", ratio.atLeast());
            g.writeEndObject();
        }
        g.writeEndArray();
    }

    /** Left out when it was not measured: JSON has no NaN. */
    private static void number(JsonGenerator g, String field, double value) throws IOException {
        if (Double.isFinite(value)) {
            g.writeNumberField(field, value);
        }
    }
}
