package dtp.transport.zmq.machine;

import dtp.api.Reason;
import dtp.api.transport.RefusedException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Uploads that the container has ended, so that their peers hear why, whatever they say next, until they say HELLO. Owned by the
 * server's thread.
 */
final class Stopped {
    private static final int MOST = 1_024;

    private static final String FOR_NOW = "stopped, try again later: ";
    private static final String KEPT = "; what came is kept where it can be resumed";
    private static final String FULL = "the server's disk is full" + KEPT;

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(String line, String why) {}

    /** What the peer is told; without the names of this container's files. */
    static String words(Reason why) {
        String text = switch (why.code()) {
            case DISK_FULL -> FULL;
            case IO_ERROR -> "the server's disk does not take it" + KEPT;
            default -> why.text();
        };
        return FOR_NOW + text;
    }

    /** What the peer is told at CLOSE: of what somebody can mend, that it may come again. */
    String words(Transfer transfer, RefusedException no) {
        String words = switch (no.why()) {
            case NO_SPACE -> FOR_NOW + FULL;
            case IO -> FOR_NOW + "the server's disk is full or does not take it" + KEPT;
            case STOPPING -> FOR_NOW + no.getMessage();
            default -> no.getMessage();
        };
        return words.startsWith(FOR_NOW) ? whyOr(transfer.name(), transfer.line(), words) : words;
    }

    void add(Transfer transfer, String why) {
        if (entries.size() >= MOST) {
            entries.remove(entries.keySet().iterator().next());
        }
        entries.put(transfer.name(), new Entry(transfer.line().id(), why));
    }

    /** A new upload of that name begins. */
    void forget(String name) {
        entries.remove(name);
    }

    String whyOr(String name, Line line, String otherwise) {
        Entry entry = entries.get(name);
        return entry != null && entry.line().equals(line.id()) ? entry.why() : otherwise;
    }
}
