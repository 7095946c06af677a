package dtp.csp.node;

import java.util.ArrayList;
import java.util.List;

/**
 * Which addresses a link leads to: {@code 10,12-15}, or everything that no other link names. Immutable; any thread.
 */
public final class Routes {
    /** A link without a route of its own. */
    public static final Routes DEFAULT = new Routes(List.of());

    /** A link that leads nowhere, because what was configured cannot be read. */
    public static final Routes NOWHERE = new Routes(List.of(new int[] {-1, -1}));

    private final List<int[]> ranges;

    private Routes(List<int[]> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /** @throws IllegalArgumentException when the text is not a list of addresses and ranges, in words for the user */
    public static Routes parse(String text) {
        List<int[]> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("-", -1);
            try {
                int first = Integer.parseInt(ends[0].trim());
                int last = ends.length == 1 ? first : Integer.parseInt(ends[1].trim());
                if (ends.length > 2 || first < 0 || last < first || last > 16_383) {
                    throw new NumberFormatException();
                }
                ranges.add(new int[] {first, last});
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("a route is a list such as 10,12-15, not \"" + text + '"', e);
            }
        }
        return new Routes(ranges);
    }

    public boolean isDefault() {
        return ranges.isEmpty();
    }

    /** True when the address is named. */
    public boolean names(int address) {
        for (int[] range : ranges) {
            if (address >= range[0] && address <= range[1]) {
                return true;
            }
        }
        return false;
    }
}
