package dtp.shell.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How good a row is beside another of the same run. Pure.
 *
 * @param key what it is compared with, see {@link Row.Against}
 * @param name of the other row, for people
 * @param times above 1: better than the other
 * @param atLeast what it is to be; NaN when nothing is promised
 */
public record Ratio(String key, String name, double times, double atLeast) {
    /** Of one row to those it wants to be compared with, as far as they were measured. */
    public static List<Ratio> of(Row row, List<Row> table) {
        List<Ratio> ratios = new ArrayList<>();
        for (Row.Against against : row.against()) {
            table.stream()
                    .filter(other -> other != row && other.value().runs() > 0)
                    .filter(other -> other.unit().equals(row.unit()) && isMeant(other, against.key()))
                    .min(Comparator.comparingDouble(other -> times(row, other)))
                    .filter(other -> row.value().runs() > 0)
                    .ifPresent(other ->
                            ratios.add(new Ratio(against.key(), other.name(), times(row, other), against.atLeast())));
        }
        return ratios;
    }

    private static boolean isMeant(Row other, String key) {
        if (key.equals(Row.BEST_PEER)) {
            return other.kind() == Row.Kind.PEER;
        }
        return key.endsWith("/*")
                ? other.key().startsWith(key.substring(0, key.length() - 1))
                : other.key().equals(key);
    }

    private static double times(Row row, Row other) {
        return row.wanted().timesAsGood(row.value().median(), other.value().median());
    }

    public boolean met() {
        return Double.isNaN(atLeast) || times >= atLeast;
    }

    /** {@code 1.21 x nginx + curl (>= 1.5 x)}. */
    @Override
    public String toString() {
        String wanted = Double.isNaN(atLeast) ? "" : String.format(Locale.ROOT, " (>= %.2f x)", atLeast);
        return String.format(Locale.ROOT, "%.2f x %s%s", times, name, wanted);
    }
}
