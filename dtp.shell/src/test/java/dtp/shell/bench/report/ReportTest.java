package dtp.shell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dtp.shell.bench.Machine;
import dtp.shell.bench.Row;
import dtp.shell.bench.Sample;
import dtp.shell.bench.Wanted;
import dtp.shell.text.Events;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ReportTest {
    private static final Machine IDLE =
            new Machine(Instant.EPOCH, 2, 24L << 30, "Linux 6.1", "JVM 17", 0.1, 0.01, "tmpfs", "bbr");
    private static final Machine BUSY =
            new Machine(Instant.EPOCH, 2, 24L << 30, "Linux 6.1", "JVM 17", 4, 0.9, "tmpfs", "bbr");

    @TempDir
    Path folder;

    private static Row row(Row row, double... values) {
        for (double value : values) {
            row.add(Sample.of(value, new Sample.Cost(1.5, 64_000_000), new Sample.Cost(0.25, 32_000_000)));
        }
        return row;
    }

    private static Row ours() {
        return Row.ours("get", "1 GiB <get> & \"digest\"", "MB/s", () -> Sample.of(0))
                .wanted(Wanted.atLeast(250))
                .against("nginx", 1.5);
    }

    private static Report report(Machine machine, double... values) {
        Row failed = Row.peer("rsync", "rsync", "MB/s", () -> Sample.of(0));
        failed.fail("it did\nnot start");
        List<Row> rows = List.of(
                row(ours(), values),
                row(Row.peer("nginx", "nginx + curl", "MB/s", () -> Sample.of(0)), 100, 100, 100),
                failed,
                row(Row.ours("off", "rate", "% off", () -> Sample.of(0)).wanted(Wanted.within(2)), -0.5, 0.25),
                row(Row.limit("jvm", "java -version", "s", () -> Sample.of(0)).wanted(Wanted.less()), 0.04));
        return new Report("tcp", "TCP on the loopback", "dtp bench tcp --runs 3", machine, rows, List.of("no lftp"));
    }

    private static String table(Report report) {
        return String.join("\n", TextTable.lines(report));
    }

    @Test
    void theTableTellsMedianSpreadCostsAndRatio() {
        String table = table(report(IDLE, 200, 400, 300));
        assertTrue(table.contains("300.0 MB/s") && table.contains("200.0 to    400.0"), table);
        assertTrue(table.contains("1.50 / 0.25") && table.contains("64 / 32"), table);
        assertTrue(table.contains("3.00 x nginx + curl (>= 1.50 x)"), table);
        assertFalse(table.contains("MISSED"), table);
    }

    @Test
    void theTableMarksWhatWasMissed() {
        String table = table(report(IDLE, 120));
        assertTrue(table.contains(">= 250 MB/s  MISSED"), table);
        assertTrue(table.contains("1.20 x nginx + curl (>= 1.50 x)  MISSED"), table);
    }

    @Test
    void aPeerThatFailsIsToldButDoesNotMakeTheReportFail() {
        Report report = report(IDLE, 300);
        assertTrue(table(report).contains("FAILED: it did; not start"), table(report));
        assertTrue(report.worked());
        report.rows().get(0).fail("ours did not start");
        assertFalse(report.worked());
    }

    @Test
    void thePlotIsWellFormedAndShowsEveryRow() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Report report = report(IDLE, 200, 400, 300);
        byte[] svg = SvgPlot.of(report).getBytes(StandardCharsets.UTF_8);
        Document plot = factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg));
        Set<String> texts = new TreeSet<>();
        for (int i = 0; i < plot.getElementsByTagName("text").getLength(); i++) {
            texts.add(plot.getElementsByTagName("text").item(i).getTextContent());
        }
        for (Row row : report.rows()) {
            assertTrue(texts.contains(row.name()), row.name() + " of " + texts);
            assertTrue(texts.contains(row.unit()), row.unit() + " of " + texts);
        }
        assertEquals("http://www.w3.org/2000/svg", plot.getDocumentElement().getNamespaceURI());
        // A bar for each row that has figures, and the background.
        assertEquals(5, plot.getElementsByTagName("rect").getLength());
    }

    @Test
    void thePlotOfNothingMeasuredIsWellFormedToo() throws Exception {
        Report empty = new Report("tcp", "TCP", "dtp bench tcp", IDLE, List.of(ours()), List.of());
        byte[] svg = SvgPlot.of(empty).getBytes(StandardCharsets.UTF_8);
        Document plot =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg));
        assertEquals("svg", plot.getDocumentElement().getTagName());
    }

    private static String json(Report report, int row) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Events(new PrintStream(out, true, StandardCharsets.UTF_8), InstantSource.fixed(Instant.EPOCH))
                .event("measured", g -> JsonRows.row(g, report, report.rows().get(row)));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Set<String> fields(String json) throws IOException {
        Set<String> fields = new TreeSet<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() != com.fasterxml.jackson.core.JsonToken.END_OBJECT) {
                fields.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return fields;
    }

    @Test
    void aRowAsJsonHasItsFields() throws IOException {
        String json = json(report(IDLE, 200, 400, 300), 0);
        assertEquals(
                new TreeSet<>(List.of(
                        "time",
                        "event",
                        "benchmark",
                        "key",
                        "name",
                        "kind",
                        "unit",
                        "better",
                        "wanted",
                        "met",
                        "runs",
                        "median",
                        "least",
                        "most",
                        "values",
                        "serverCpuSeconds",
                        "clientCpuSeconds",
                        "serverPeakMegabytes",
                        "clientPeakMegabytes",
                        "ratios")),
                fields(json));
        assertTrue(json.contains("\"median\":300.0") && json.contains("\"values\":[200.0,400.0,300.0]"), json);
        assertTrue(json.contains("{\"to\":\"nginx\",\"name\":\"nginx + curl\",\"times\":3.0,\"wanted\":1.5}"), json);
    }

    @Test
    void aRowWithoutFiguresAsJsonHasNoneAndItsProblem() throws IOException {
        String json = json(report(IDLE, 300), 2);
        assertTrue(json.contains("\"problem\":\"it did\\nnot start\"") && json.contains("\"met\":false"), json);
        assertFalse(fields(json).contains("median"), json);
        assertFalse(json.contains("NaN"), json);
    }

    @Test
    void aSectionIsReplacedAndEverythingAroundItStays() throws IOException {
        Path document = Files.writeString(folder.resolve("performance.md"), "# Figures\n\nBy hand.\n");
        SavedSection.write(document, report(IDLE, 111), Optional.empty());
        String once = Files.readString(document) + "\nBelow.\n";
        Files.writeString(document, once);
        SavedSection.write(document, report(IDLE, 222), Optional.of(folder.resolve("plots/tcp.svg")));
        String twice = Files.readString(document);
        assertTrue(twice.startsWith("# Figures\n\nBy hand.\n") && twice.endsWith("\nBelow.\n"), twice);
        assertTrue(twice.contains("222.0 MB/s") && !twice.contains("111.0"), twice);
        assertTrue(twice.contains("![tcp](plots/tcp.svg)"), twice);
        assertTrue(twice.contains("- no lftp"), twice);
        SavedSection.write(document, report(IDLE, 222), Optional.of(folder.resolve("plots/tcp.svg")));
        assertEquals(twice, Files.readString(document));
    }

    @Test
    void sectionsOfTwoBenchmarksDoNotTouchEachOther() {
        String document = SavedSection.replaced("# Figures\n", "tcp", "one\n");
        document = SavedSection.replaced(document, "tcp-tls", "two\n");
        document = SavedSection.replaced(document, "tcp", "three\n");
        assertEquals("""
                # Figures

                <!-- dtp bench tcp -->
                three
                <!-- end of dtp bench tcp -->

                <!-- dtp bench tcp-tls -->
                two
                <!-- end of dtp bench tcp-tls -->
                """, document);
    }

    @Test
    void figuresOfABusyMachineSayThatTheyAre() throws IOException {
        Path document = folder.resolve("performance.md");
        SavedSection.write(document, report(BUSY, 111), Optional.empty());
        assertTrue(Files.readString(document).contains("not idle (load 4.00, 90 % busy)"));
        assertTrue(IDLE.warning().isEmpty());
    }

    @Test
    void theMachineIsToldWithWhatFiguresDependOn() {
        assertEquals(
                "2 cores, 24.0 GiB, Linux 6.1, JVM 17, TCP bbr, files on tmpfs, load 0.10 and 1 % busy at the start",
                IDLE.toString());
    }
}
