package dtp.path;

import dtp.api.contact.ContactPlan;
import java.util.Objects;

/**
 * A path between side a and side b: what each direction does to frames, the seed of its chances, and when it has contact.
 * Immutable.
 *
 * <p>Text form: {@code key=value} pairs separated by commas (or {@code &}, as in a link's URI). {@code loss=0.05} (or 5%),
 * {@code burst=ENTER/FRAMES[/LOSS]}, {@code delay=300ms}, {@code jitter=10ms}, {@code rate=1200} (bytes a second; 9600bit for
 * bits), {@code queue=375k}, {@code dup=0.01}, {@code reorder=0.01[/20ms]}, {@code corrupt=0.001}, {@code cut=10s..20s+60s..90s},
 * {@code seed=7}. A key holds for both directions, {@code ab.loss} and {@code ba.loss} for one and before all others.
 */
public final class PathModel {
    /** Longest text that is read. */
    public static final int MAX_LENGTH = 4096;

    private final Impairment aToB;
    private final Impairment bToA;
    private final long seed;
    private final String link;
    private final ContactPlan contacts;

    private PathModel(Impairment aToB, Impairment bToA, long seed, String link, ContactPlan contacts) {
        this.aToB = Objects.requireNonNull(aToB);
        this.bToA = Objects.requireNonNull(bToA);
        this.seed = seed;
        this.link = Objects.requireNonNull(link);
        this.contacts = Objects.requireNonNull(contacts);
    }

    /** The same both ways, seed 1, always in contact. */
    public static PathModel of(Impairment both) {
        return of(both, both);
    }

    /** Seed 1, always in contact. */
    public static PathModel of(Impairment aToB, Impairment bToA) {
        return new PathModel(aToB, bToA, 1, "*", ContactPlan.always());
    }

    /** Reads the text form; the empty text is the perfect path. @throws IllegalArgumentException for the user */
    public static PathModel parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the description of a path has at most " + MAX_LENGTH + " characters");
        }
        Impairment.Builder both = Impairment.builder();
        long seed = 1;
        String[] pairs = text.isBlank() ? new String[0] : text.strip().split("[,&]", -1);
        for (String pair : pairs) {
            String key = key(pair);
            if (key.equals("seed")) {
                seed = number(value(pair));
            } else if (!isOneWay(key) && !ImpairmentText.set(both, key, value(pair))) {
                throw unknown(key);
            }
        }
        Impairment.Builder aToB = both.build().with();
        Impairment.Builder bToA = both.build().with();
        for (String pair : pairs) {
            String key = key(pair);
            Impairment.Builder to = key.startsWith("ab.") ? aToB : bToA;
            if (isOneWay(key) && !ImpairmentText.set(to, key.substring(3), value(pair))) {
                throw unknown(key);
            }
        }
        return of(aToB.build(), bToA.build()).seed(seed);
    }

    private static boolean isOneWay(String key) {
        return key.startsWith("ab.") || key.startsWith("ba.");
    }

    private static String key(String pair) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("expected key=value but was " + pair);
        }
        return pair.substring(0, equals).strip();
    }

    private static String value(String pair) {
        return pair.substring(pair.indexOf('=') + 1).strip();
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("seed: expected a whole number but was " + text, e);
        }
    }

    private static IllegalArgumentException unknown(String key) {
        return new IllegalArgumentException(
                "a path knows loss, burst, delay, jitter, rate, queue, dup, reorder, corrupt,"
                        + " cut and seed, each but seed also with ab. or ba. before it, but not " + key);
    }

    /** This with another seed. */
    public PathModel seed(long value) {
        return new PathModel(aToB, bToA, value, link, contacts);
    }

    /** This with contact only when {@code plan} has it for the link of that name. */
    public PathModel contacts(String linkName, ContactPlan plan) {
        return new PathModel(aToB, bToA, seed, linkName, plan);
    }

    public Impairment impairment(Direction direction) {
        return direction == Direction.A_TO_B ? aToB : bToA;
    }

    public long seed() {
        return seed;
    }

    /** The name under which {@link #contacts} is asked. */
    public String link() {
        return link;
    }

    public ContactPlan contacts() {
        return contacts;
    }

    /**
     * The machine of one direction, its chances independent of the other's.
     *
     * @param startNs now, on the clock that all later calls use; cuts count from here
     */
    public ImpairedPath open(Direction direction, long startNs) {
        return new ImpairedPath(impairment(direction), fates(direction), new ContactView(contacts, link), startNs);
    }

    /**
     * As {@link #open}, for streams of bytes instead of frames: nothing is lost, and what is sent while there is no contact waits.
     *
     * @param startNs now, on the clock that all later calls use; cuts count from here
     */
    public StreamPath openStream(Direction direction, long startNs) {
        return new StreamPath(impairment(direction), fates(direction), new ContactView(contacts, link), startNs);
    }

    private Fates fates(Direction direction) {
        return new Fates(direction == Direction.A_TO_B ? seed : seed ^ 0x5bd1_e995_9d1b_55c3L);
    }

    /** The text form without the contact plan. */
    @Override
    public String toString() {
        String ways = aToB.equals(bToA)
                ? aToB.toString()
                : joined(ImpairmentText.print(aToB, "ab."), ImpairmentText.print(bToA, "ba."));
        return joined("seed=" + seed, ways);
    }

    private static String joined(String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + "," + second;
    }
}
