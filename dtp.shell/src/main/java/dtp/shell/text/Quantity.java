package dtp.shell.text;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rates, sizes and times as people write and read them; K, M and G are powers of 1000. Pure. */
public final class Quantity {
    private static final Pattern NUMBER =
            Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?) ?([kKmMgG]?)(?:B|B/s)?", Pattern.UNICODE_CASE);
    private static final String[] PREFIXES = {"", "k", "M", "G", "T"};
    private static final long MS_PER_S = 1_000;

    private Quantity() {}

    /**
     * Bytes a second from {@code 2M}, {@code 1.5k}, {@code 100}, {@code 2 kB/s}; empty for {@code auto}.
     *
     * @throws IllegalArgumentException when it is something else or below 1
     */
    public static OptionalLong rate(String text) {
        return text.equals("auto")
                ? OptionalLong.empty()
                : OptionalLong.of(bytes(text, "a rate is written 2M, 500k or auto"));
    }

    /** @throws IllegalArgumentException when it is not a number of bytes, 1 or more */
    public static long size(String text) {
        return bytes(text, "a size is written 10M, 500k or 1G");
    }

    private static long bytes(String text, String how) {
        Matcher m = NUMBER.matcher(text);
        if (m.matches()) {
            BigDecimal value = new BigDecimal(m.group(1)).scaleByPowerOfTen(3 * power(m.group(2)));
            if (value.compareTo(BigDecimal.ONE) >= 0 && value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
                return value.longValue();
            }
        }
        throw new IllegalArgumentException(how + ", and is at least 1, but was " + text);
    }

    private static int power(String suffix) {
        return suffix.isEmpty() ? 0 : "kmg".indexOf(suffix.toLowerCase(Locale.ROOT)) + 1;
    }

    /** {@code 198 kB/s}. */
    public static String rateText(long bytesPerSecond) {
        return bytesPerSecond == Long.MAX_VALUE ? "no limit" : sizeText(bytesPerSecond) + "/s";
    }

    /** {@code 0 B}, {@code 999 B}, {@code 1.00 kB}, {@code 12.3 MB}, {@code 456 GB}: three figures. */
    public static String sizeText(long bytes) {
        double value = bytes;
        int prefix = 0;
        while (value >= 999.5 && prefix < PREFIXES.length - 1) {
            value /= 1_000;
            prefix++;
        }
        int decimals = prefix == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %sB", value, PREFIXES[prefix]);
    }

    /** {@code 0:09}, {@code 12:34}, {@code 2:05:00}. */
    public static String timeText(long ms) {
        long s = (ms + MS_PER_S - 1) / MS_PER_S;
        return s < 3_600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3_600, s / 60 % 60, s % 60);
    }

    /** {@code 42.0 %}, and 100.0 only when it is whole. */
    public static String percentText(long part, long whole) {
        if (whole == 0 || part >= whole) {
            return "100.0 %";
        }
        return String.format(Locale.ROOT, "%.1f %%", Math.min(99.9, 100.0 * part / whole));
    }
}
