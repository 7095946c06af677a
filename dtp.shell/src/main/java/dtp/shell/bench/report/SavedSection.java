package dtp.shell.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The section of a benchmark in a Markdown document, between two marks: written anew by each {@code --save}, everything around it
 * stays as it is. Used on the command's thread.
 */
public final class SavedSection {
    private SavedSection() {}

    /**
     * @param document made when it is not there
     * @param plot to be shown, when one was drawn
     */
    public static void write(Path document, Report report, Optional<Path> plot) throws IOException {
        String text = Files.exists(document) ? Files.readString(document) : "# Figures\n";
        Path next = document.resolveSibling(document.getFileName() + ".new");
        Files.writeString(next, replaced(text, report.name(), section(report, document, plot)));
        Files.move(next, document, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The document with that section in the place of the one of that name, or at its end. */
    static String replaced(String document, String name, String section) {
        String begin = begin(name);
        String end = end(name);
        int from = document.indexOf(begin);
        int to = document.indexOf(end, Math.max(0, from));
        String marked = begin + "\n" + section + end;
        if (from < 0 || to < 0) {
            return document.stripTrailing() + "\n\n" + marked + "\n";
        }
        return document.substring(0, from) + marked + document.substring(to + end.length());
    }

    private static String begin(String name) {
        return "<!-- dtp bench " + name + " -->";
    }

    private static String end(String name) {
        return "<!-- end of dtp bench " + name + " -->";
    }

    private static String section(Report report, Path document, Optional<Path> plot) {
        StringBuilder text = new StringBuilder();
        text.append("## ").append(report.name()).append("\n\n");
        text.append(report.description())
                .append(". Measured by `")
                .append(report.command())
                .append("`, ");
        text.append(report.machine().when())
                .append(": ")
                .append(report.machine())
                .append(".\n");
        report.machine()
                .warning()
                .ifPresent(w -> text.append("**Beware:** ").append(w).append(".\n"));
        text.append("\n");
        TextTable.lines(report).forEach(line -> text.append("    ").append(line).append("\n"));
        text.append("\n");
        for (String note : report.notes()) {
            text.append("- ").append(note).append("\n");
        }
        plot.ifPresent(file -> text.append("![")
                .append(report.name())
                .append("](")
                .append(document.toAbsolutePath().getParent().relativize(file.toAbsolutePath()))
                .append(")\n"));
        return text.toString();
    }
}
