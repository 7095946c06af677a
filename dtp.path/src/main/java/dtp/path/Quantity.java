package dtp.path;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Durations ({@code 300ms}) and byte counts ({@code 375k}, {@code 9600bit}) as people write them. Pure. */
final class Quantity {
    private static final String[] TIME_UNITS = {"ns", "us", "ms", "s", "m", "h"};
    private static final long[] TIME_FACTORS = {1, 1_000, 1_000_000, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L
    };
    private static final String BYTE_UNITS = "kmg";

    private Quantity() {}

    /** Nanoseconds. @throws IllegalArgumentException for the user */
    static long nanos(String text) {
        int end = text.length();
        while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
            end--;
        }
        for (int i = 0; i < TIME_UNITS.length; i++) {
            if (text.substring(end).equals(TIME_UNITS[i])) {
                return scaled(text.substring(0, end), TIME_FACTORS[i], text, "a time such as 300ms, 2s or 1.5m");
            }
        }
        throw expected("a time such as 300ms, 2s or 1.5m", text);
    }

    /** Bytes, or bytes a second; a number with {@code bit} behind it is divided by 8. @throws IllegalArgumentException */
    static long bytes(String text) {
        String expected = "bytes such as 1200, 375k or 9600bit";
        String lower = text.toLowerCase(Locale.ROOT);
        boolean bits = lower.endsWith("bit");
        String number = bits ? lower.substring(0, lower.length() - 3) : lower;
        int unit = number.isEmpty() ? -1 : BYTE_UNITS.indexOf(number.charAt(number.length() - 1));
        long factor = 1;
        for (int i = 0; i <= unit; i++) {
            factor *= 1000;
        }
        String digits = unit < 0 ? number : number.substring(0, number.length() - 1);
        return scaled(digits, factor, text, expected) / (bits ? 8 : 1);
    }

    private static long scaled(String number, long factor, String text, String expected) {
        try {
            // Longer numbers than this are no quantity, and exponents would make BigDecimal work for ever.
            if (number.length() > 20 || number.indexOf('e') >= 0 || number.indexOf('E') >= 0) {
                throw expected(expected, text);
            }
            return new BigDecimal(number)
                    .multiply(BigDecimal.valueOf(factor))
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw expected(expected, text);
        }
    }

    /** The shortest of the forms that {@link #nanos} reads back to the same number. */
    static String time(long nanos) {
        for (int i = 3; i > 0; i--) {
            if (nanos % TIME_FACTORS[i] == 0) {
                return nanos / TIME_FACTORS[i] + TIME_UNITS[i];
            }
        }
        return nanos + "ns";
    }

    private static IllegalArgumentException expected(String what, String text) {
        return new IllegalArgumentException("expected " + what + " but was " + text);
    }
}
