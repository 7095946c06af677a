package dtp.api.contact;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The contacts of all links, immutable. Text form: a CSV with the header {@code link,start,end,rate}; link is a name or
 * {@code *}; start and end are ISO-8601 UTC or {@code +seconds} from the start of the program; rate is in bytes per second or
 * empty. A link that no line speaks of is always up.
 */
public final class ContactPlan {
    /** Longest plan that is read: a year of twenty passes a day for ten links. */
    public static final int MAX_WINDOWS = 100_000;

    private static final ContactPlan ALWAYS = new ContactPlan(List.of());

    private final List<ContactWindow> windows;

    private ContactPlan(List<ContactWindow> windows) {
        this.windows = windows;
    }

    /** Every link is always up. */
    public static ContactPlan always() {
        return ALWAYS;
    }

    /** @throws IllegalArgumentException when there are more than {@link #MAX_WINDOWS} */
    public static ContactPlan of(List<ContactWindow> windows) {
        if (windows.size() > MAX_WINDOWS) {
            throw new IllegalArgumentException("a contact plan has at most " + MAX_WINDOWS + " lines");
        }
        List<ContactWindow> sorted = new ArrayList<>(windows);
        sorted.sort(Comparator.comparingLong(ContactWindow::startNs));
        return new ContactPlan(List.copyOf(sorted));
    }

    /**
     * Reads the CSV form.
     *
     * @param start the start of the program by the wall clock, which is nanosecond {@code startNs} of the reader's clock
     * @throws IllegalArgumentException naming the line and what is wrong with it
     */
    public static ContactPlan parse(String csv, Instant start, long startNs) {
        String[] lines = csv.split("\\R", MAX_WINDOWS + 2);
        if (!lines[0].strip().replace(" ", "").equalsIgnoreCase("link,start,end,rate")) {
            throw new IllegalArgumentException("line 1: expected the header link,start,end,rate");
        }
        List<ContactWindow> windows = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            String line = lines[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                windows.add(window(line, i + 1, start, startNs));
            }
        }
        return of(windows);
    }

    private static ContactWindow window(String line, int number, Instant start, long startNs) {
        String[] cells = line.split(",", -1);
        if (cells.length != 4 || cells[0].isBlank()) {
            throw new IllegalArgumentException("line " + number + ": expected link,start,end,rate but was " + line);
        }
        try {
            String rate = cells[3].strip();
            return new ContactWindow(
                    cells[0].strip(),
                    time(cells[1].strip(), start, startNs),
                    time(cells[2].strip(), start, startNs),
                    rate.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(rate)));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
    }

    private static long time(String text, Instant start, long startNs) {
        Duration sinceStart = text.startsWith("+")
                ? Duration.ofNanos(Math.round(Double.parseDouble(text.substring(1)) * 1e9))
                : Duration.between(start, Instant.parse(text));
        return Math.addExact(startNs, sinceStart.toNanos());
    }

    public List<ContactWindow> windows() {
        return windows;
    }

    /** True when {@code link} has contact at {@code nowNs}. */
    public boolean isUp(String link, long nowNs) {
        return !speaksOf(link) || at(link, nowNs).isPresent();
    }

    /** The contact under way; empty in a gap and for a link that the plan does not speak of. */
    public Optional<ContactWindow> at(String link, long nowNs) {
        return windows.stream().filter(w -> w.covers(link) && w.contains(nowNs)).findFirst();
    }

    /** When {@code link} next changes between contact and gap, after {@code nowNs}; Long.MAX_VALUE for never. */
    public long nextChangeNs(String link, long nowNs) {
        return windows.stream()
                .filter(w -> w.covers(link))
                .mapToLong(w -> w.startNs() > nowNs ? w.startNs() : w.endNs() > nowNs ? w.endNs() : Long.MAX_VALUE)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private boolean speaksOf(String link) {
        return windows.stream().anyMatch(w -> w.covers(link));
    }
}
