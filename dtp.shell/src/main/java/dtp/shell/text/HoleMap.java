package dtp.shell.text;

import dtp.api.interval.IntervalSet;

/** Draws which bytes of a payload are here: one character for an equal share of it. Pure. */
public final class HoleMap {
    /** Characters of a map, unless the terminal is narrower. */
    public static final int COLUMNS = 64;

    private final String shades;

    private HoleMap(String shades) {
        this.shades = shades;
    }

    /** @param unicode {@code ░▒█} for none, some and all of it, else {@code .+#} */
    public static HoleMap of(boolean unicode) {
        return new HoleMap(unicode ? "\u2591\u2592\u2588" : ".+#");
    }

    /** A column is full only when every byte of it is held. With less bytes than columns some columns show the same byte. */
    public String draw(IntervalSet held, long size, int columns) {
        long[] bounds = held.toBounds();
        StringBuilder map = new StringBuilder(columns);
        int next = 0;
        for (int column = 0; column < columns; column++) {
            long start = at(size, column, columns);
            long end = Math.max(start + 1, at(size, column + 1, columns));
            while (next < bounds.length && bounds[next + 1] <= start) {
                next += 2;
            }
            map.append(shades.charAt(shade(bounds, next, start, end)));
        }
        return map.toString();
    }

    /** 0, 1 or 2 for none, some or all of [start, end), where {@code next} is the first interval that ends behind start. */
    private static int shade(long[] bounds, int next, long start, long end) {
        if (next >= bounds.length || bounds[next] >= end) {
            return 0;
        }
        return bounds[next] <= start && bounds[next + 1] >= end ? 2 : 1;
    }

    /** Where a column begins, without the overflow of {@code size * column}. */
    private static long at(long size, int column, int columns) {
        return size / columns * column + size % columns * column / columns;
    }

    /** {@code ████░░░░}: how far it is, for a bar of progress. */
    public String bar(long held, long size, int columns) {
        int full = size == 0 ? columns : (int) (columns * (double) held / size);
        return String.valueOf(shades.charAt(2)).repeat(full)
                + String.valueOf(shades.charAt(0)).repeat(columns - full);
    }
}
