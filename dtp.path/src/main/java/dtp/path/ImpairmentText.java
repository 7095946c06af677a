package dtp.path;

import dtp.api.interval.Interval;
import java.time.Duration;
import java.util.StringJoiner;

/** The text form of an impairment, key by key. Pure. */
final class ImpairmentText {
    private ImpairmentText() {}

    /**
     * Sets what {@code key=value} says.
     *
     * @return false when there is no such key
     * @throws IllegalArgumentException naming the key and what is wrong with the value
     */
    static boolean set(Impairment.Builder to, String key, String value) {
        try {
            switch (key) {
                case "loss" -> to.loss(probability(value));
                case "burst" -> to.burst(burst(value));
                case "delay" -> to.delay(Duration.ofNanos(Quantity.nanos(value)));
                case "jitter" -> to.jitter(Duration.ofNanos(Quantity.nanos(value)));
                case "rate" -> to.rateBytesPerSecond(Quantity.bytes(value));
                case "queue" -> to.queueBytes(Quantity.bytes(value));
                case "dup" -> to.duplicate(probability(value));
                case "reorder" -> reorder(to, value);
                case "corrupt" -> to.corrupt(probability(value));
                case "cut" -> cuts(to, value);
                default -> {
                    return false;
                }
            }
            return true;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    private static double probability(String text) {
        try {
            return text.endsWith("%")
                    ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
                    : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a probability such as 0.05 or 5% but was " + text, e);
        }
    }

    /** ENTER/FRAMES or ENTER/FRAMES/LOSS. */
    private static Burst burst(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2 && parts.length != 3) {
            throw new IllegalArgumentException("expected ENTER/FRAMES or ENTER/FRAMES/LOSS but was " + text);
        }
        double loss = parts.length == 3 ? probability(parts[2]) : 1;
        return new Burst(probability(parts[0]), Double.parseDouble(parts[1]), loss);
    }

    /** PROBABILITY or PROBABILITY/HOLD. */
    private static void reorder(Impairment.Builder to, String text) {
        int slash = text.indexOf('/');
        long hold = slash < 0 ? 10_000_000 : Quantity.nanos(text.substring(slash + 1));
        to.reorder(probability(slash < 0 ? text : text.substring(0, slash)), Duration.ofNanos(hold));
    }

    /** FROM..TO, more of them behind a +. */
    private static void cuts(Impairment.Builder to, String text) {
        for (String cut : text.split("\\+", -1)) {
            int dots = cut.indexOf("..");
            if (dots < 0) {
                throw new IllegalArgumentException("expected FROM..TO such as 10s..20s but was " + cut);
            }
            to.cut(
                    Duration.ofNanos(Quantity.nanos(cut.substring(0, dots))),
                    Duration.ofNanos(Quantity.nanos(cut.substring(dots + 2))));
        }
    }

    /** Only what differs from {@link Impairment#NONE}, each key behind {@code prefix}. */
    static String print(Impairment i, String prefix) {
        StringJoiner out = new StringJoiner(",");
        add(out, prefix + "loss", i.loss() > 0, i.loss());
        i.burst().ifPresent(b -> out.add(prefix + "burst=" + b.enter() + "/" + b.meanFrames() + "/" + b.loss()));
        add(out, prefix + "delay", i.delayNs() > 0, Quantity.time(i.delayNs()));
        add(out, prefix + "jitter", i.jitterNs() > 0, Quantity.time(i.jitterNs()));
        add(out, prefix + "rate", i.rateBytesPerSecond() > 0, i.rateBytesPerSecond());
        add(out, prefix + "queue", i.queueBytes() != Impairment.DEFAULT_QUEUE_BYTES, i.queueBytes());
        add(out, prefix + "dup", i.duplicate() > 0, i.duplicate());
        add(out, prefix + "reorder", i.reorder() > 0, i.reorder() + "/" + Quantity.time(i.holdNs()));
        add(out, prefix + "corrupt", i.corrupt() > 0, i.corrupt());
        add(out, prefix + "cut", !i.cutsNs().isEmpty(), cuts(i));
        return out.toString();
    }

    private static void add(StringJoiner out, String key, boolean said, Object value) {
        if (said) {
            out.add(key + "=" + value);
        }
    }

    private static String cuts(Impairment i) {
        StringJoiner out = new StringJoiner("+");
        for (Interval cut : i.cutsNs()) {
            out.add(Quantity.time(cut.start()) + ".." + Quantity.time(cut.end()));
        }
        return out.toString();
    }
}
