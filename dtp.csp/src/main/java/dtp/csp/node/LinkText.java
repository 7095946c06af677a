package dtp.csp.node;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The text of a link behind {@code scheme://}: what it leads to, and options as in a query. Immutable; any thread.
 *
 * @param address before the question mark
 * @param options by name
 */
public record LinkText(String address, Map<String, String> options) {
    public LinkText {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** @throws IllegalArgumentException for an option without value, in words for the user */
    public static LinkText parse(String text) {
        int mark = text.indexOf('?');
        if (mark < 0) {
            return new LinkText(text, Map.of());
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : text.substring(mark + 1).split("&", -1)) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("an option of a link is name=value, not \"" + option + '"');
            }
            options.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return new LinkText(text.substring(0, mark), options);
    }

    /**
     * This, when it has none but these options.
     *
     * @throws IllegalArgumentException naming an option that is not known
     */
    LinkText knowing(Set<String> names) {
        for (String option : options.keySet()) {
            if (!names.contains(option)) {
                throw new IllegalArgumentException("a link of this kind has no option " + option
                        + (names.isEmpty() ? "" : ", but " + String.join(", ", names)));
            }
        }
        return this;
    }

    /** What is left for the link itself: without {@code route} and {@code tx}, which the node sees to. */
    public String forTheLink() {
        StringJoiner rest = new StringJoiner("&", "?", "").setEmptyValue("");
        options.forEach((name, value) -> {
            if (!name.equals("route") && !name.equals("tx")) {
                rest.add(name + '=' + value);
            }
        });
        return address + rest;
    }

    /** @throws IllegalArgumentException when the option is no whole number from {@code least} to {@code most} */
    public int number(String option, int absent, int least, int most) {
        String text = options.get(option);
        if (text == null) {
            return absent;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                option + " is a number from " + least + " to " + most + ", not \"" + text + '"');
    }

    /** Where the link leads: {@code route=10,12-15}, or everywhere. */
    public Routes routes() {
        String route = options.get("route");
        return route == null ? Routes.DEFAULT : Routes.parse(route);
    }

    /** Transmit inhibit from the start: {@code tx=off}. */
    public boolean transmitting() {
        String tx = options.getOrDefault("tx", "on");
        if (!tx.equals("on") && !tx.equals("off")) {
            throw new IllegalArgumentException("tx is on or off, not \"" + tx + '"');
        }
        return tx.equals("on");
    }
}
