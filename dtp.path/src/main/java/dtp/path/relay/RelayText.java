package dtp.path.relay;

import dtp.api.contact.ContactPlan;
import dtp.path.PathModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/** Reads the lines that describe a relay's links. Pure. */
public final class RelayText {
    /** Most links of one relay. */
    public static final int MAX_LINKS = 256;

    /** Name of a link that has none. */
    public static final String UNNAMED = "link";

    private static final String FORM =
            "expected [NAME:] udp|tcp LISTEN TARGET [KEY=VALUE]... or [NAME:] pair PORT@PEER PORT@PEER [KEY=VALUE]...";
    private static final Set<String> FRAMES_ONLY = Set.of("loss", "burst", "dup", "reorder", "corrupt");

    private RelayText() {}

    /**
     * A file: one link a line, # begins a remark.
     *
     * @param plan contacts of every link whose name it has
     * @throws IllegalArgumentException naming the line and what is wrong with it
     */
    public static List<RelayLine> file(String text, ContactPlan plan) {
        List<RelayLine> links = new ArrayList<>();
        Set<String> names = new HashSet<>();
        String[] lines = text.split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            int hash = lines[i].indexOf('#');
            String line = (hash < 0 ? lines[i] : lines[i].substring(0, hash)).strip();
            if (line.isEmpty()) {
                continue;
            }
            try {
                RelayLine link = line(Arrays.asList(line.split("\\s+")), plan);
                if (!names.add(link.name())) {
                    throw new IllegalArgumentException("there is a link named " + link.name()
                            + " already; give each its own name in front, such as NAME: udp 7001 7002");
                }
                links.add(link);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        if (links.isEmpty() || links.size() > MAX_LINKS) {
            throw new IllegalArgumentException("a relay has 1 to " + MAX_LINKS + " links, not " + links.size());
        }
        return links;
    }

    /** One link in words. @throws IllegalArgumentException for the user */
    public static RelayLine line(List<String> words, ContactPlan plan) {
        boolean named = !words.isEmpty() && words.get(0).endsWith(":");
        String name = named ? words.get(0).substring(0, words.get(0).length() - 1) : UNNAMED;
        List<String> rest = words.subList(named ? 1 : 0, words.size());
        if (rest.size() < 3 || name.isEmpty()) {
            throw new IllegalArgumentException(FORM);
        }
        RelayLine.Kind kind = kind(rest.get(0));
        boolean pair = kind == RelayLine.Kind.PAIR;
        RelayEnd a = pair ? RelayEnd.parsePeer(rest.get(1)) : RelayEnd.parse(rest.get(1));
        RelayEnd b = pair ? RelayEnd.parsePeer(rest.get(2)) : RelayEnd.parse(rest.get(2));
        int stammer = 0;
        StringJoiner path = new StringJoiner(",");
        for (String word : rest.subList(3, rest.size())) {
            for (String option : word.split("[,&]", -1)) {
                if (option.startsWith("stammer=")) {
                    stammer = stammer(kind, option.substring(8));
                } else {
                    path.add(checked(kind, option));
                }
            }
        }
        return new RelayLine(name, kind, a, b, PathModel.parse(path.toString()).contacts(name, plan), stammer);
    }

    private static RelayLine.Kind kind(String word) {
        return switch (word) {
            case "udp" -> RelayLine.Kind.UDP;
            case "tcp" -> RelayLine.Kind.TCP;
            case "pair" -> RelayLine.Kind.PAIR;
            default -> throw new IllegalArgumentException(FORM + " but was " + word);
        };
    }

    private static int stammer(RelayLine.Kind kind, String bytes) {
        if (kind != RelayLine.Kind.TCP) {
            throw new IllegalArgumentException("only a tcp link stammers");
        }
        if (!bytes.matches("[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException("stammer: expected the most bytes to write at once, but was " + bytes);
        }
        return Integer.parseInt(bytes);
    }

    /** What a stream cannot have is refused: TCP would repair it, and a relay that drops its bytes would be a broken TCP. */
    private static String checked(RelayLine.Kind kind, String option) {
        int equals = option.indexOf('=');
        String key = equals < 0 ? option : option.substring(0, equals);
        String bare = key.startsWith("ab.") || key.startsWith("ba.") ? key.substring(3) : key;
        if (kind == RelayLine.Kind.TCP && FRAMES_ONLY.contains(bare.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("a tcp link has no " + bare
                    + ": TCP itself repairs that; it takes delay, jitter, rate, queue, cut, stammer and seed");
        }
        return option;
    }
}
