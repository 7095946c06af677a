package dtp.shell.bench;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Which way a figure is better, and what it should be at least. Pure.
 *
 * @param limit in the row's unit; empty where nothing is promised
 */
public record Wanted(Direction direction, OptionalDouble limit) {
    /** Which figure is the better one. */
    public enum Direction {
        MORE,
        LESS,
        /** The nearer to zero. */
        ZERO
    }

    public Wanted {
        Objects.requireNonNull(direction);
        Objects.requireNonNull(limit);
    }

    public static Wanted more() {
        return new Wanted(Direction.MORE, OptionalDouble.empty());
    }

    public static Wanted less() {
        return new Wanted(Direction.LESS, OptionalDouble.empty());
    }

    public static Wanted atLeast(double limit) {
        return new Wanted(Direction.MORE, OptionalDouble.of(limit));
    }

    public static Wanted atMost(double limit) {
        return new Wanted(Direction.LESS, OptionalDouble.of(limit));
    }

    /** Not farther from zero than that. */
    public static Wanted within(double limit) {
        return new Wanted(Direction.ZERO, OptionalDouble.of(limit));
    }

    /** True as well when nothing is promised; false of NaN. */
    public boolean isMetBy(double value) {
        if (limit.isEmpty()) {
            return true;
        }
        return switch (direction) {
            case MORE -> value >= limit.getAsDouble();
            case LESS -> value <= limit.getAsDouble();
            case ZERO -> Math.abs(value) <= limit.getAsDouble();
        };
    }

    /** How many times as good {@code ours} is as {@code theirs}: above 1 is better, whichever way better is. */
    public double timesAsGood(double ours, double theirs) {
        return switch (direction) {
            case MORE -> ours / theirs;
            case LESS -> theirs / ours;
            case ZERO -> Math.abs(theirs) / Math.abs(ours);
        };
    }

    /** {@code >= 171 MB/s}, {@code <= 1.5 s}, {@code within 2 % off}; empty when nothing is promised. */
    public String text(String unit) {
        if (limit.isEmpty()) {
            return "";
        }
        String relation = switch (direction) {
            case MORE -> ">= ";
            case LESS -> "<= ";
            case ZERO -> "within ";
        };
        return relation + number(limit.getAsDouble()) + " " + unit;
    }

    /** Without decimals that say nothing. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%s", value);
    }
}
