package dtp.shell.text;

import dtp.api.SessionState;
import dtp.api.SessionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** One line about how far a session is: with a bar for a terminal, plain for a log. Pure. */
public final class ProgressLine {
    private static final int BAR_COLUMNS = 24;
    private static final int LEAST_COLUMNS_FOR_A_BAR = 72;

    private final HoleMap shades;

    public ProgressLine(boolean unicode) {
        shades = HoleMap.of(unicode);
    }

    /** For a terminal of that width: never longer, so that it can be drawn over. */
    public String bar(String name, SessionStatus status, int columns) {
        OptionalLong size = status.payload().size();
        String line = name + "  " + plainFigures(status);
        if (size.isPresent() && columns >= LEAST_COLUMNS_FOR_A_BAR) {
            line = name + "  " + shades.bar(status.heldBytes(), size.getAsLong(), BAR_COLUMNS) + "  "
                    + plainFigures(status);
        }
        return line.length() < columns ? line : line.substring(0, Math.max(0, columns - 1));
    }

    /** {@code out.bin: 42.0 %, 1.26 MB of 3.00 MB, 198 kB/s, 0:09 left, 3 holes}. */
    public String plain(String name, SessionStatus status) {
        return name + ": " + plainFigures(status);
    }

    private static String plainFigures(SessionStatus status) {
        List<String> parts = new ArrayList<>();
        OptionalLong size = status.payload().size();
        if (size.isPresent()) {
            parts.add(Quantity.percentText(status.heldBytes(), size.getAsLong()));
            parts.add(Quantity.sizeText(status.heldBytes()) + " of " + Quantity.sizeText(size.getAsLong()));
        } else {
            parts.add(Quantity.sizeText(status.heldBytes()) + " of a size not known yet");
        }
        if (status.state() == SessionState.RUNNING) {
            parts.add(Quantity.rateText(status.rateBytesPerSecond()));
            if (status.remainingMs().isPresent()) {
                parts.add(Quantity.timeText(status.remainingMs().getAsLong()) + " left");
            }
        } else {
            parts.add(status.state().toString().toLowerCase(java.util.Locale.ROOT));
        }
        parts.add(holes(status.holes()));
        return String.join(", ", parts);
    }

    private static String holes(int n) {
        return n == 0 ? "no holes" : n == 1 ? "1 hole" : n + " holes";
    }
}
