package dtp.shell.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file of {@code get --batch}: a source and, behind a blank, the name of its file, which may hold blanks. Pure but for reading. */
final class BatchList {
    private BatchList() {}

    static List<List<String>> read(Path file) throws CommandException {
        try {
            return parse(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw CommandException.usage("the list " + file + " cannot be read: " + e);
        }
    }

    /** @return one or two words a line */
    static List<List<String>> parse(Path file, List<String> lines) throws CommandException {
        List<List<String>> entries = new ArrayList<>();
        for (String line : lines) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                entries.add(List.of(text.split("\\s+", 2)));
            }
        }
        if (entries.isEmpty()) {
            throw CommandException.usage("the list " + file + " names nothing");
        }
        return entries;
    }
}
