package dtp.transport.zmq.machine;

import dtp.api.Reason;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Uploads that the container has ended, so that their peers hear why, whatever they say next, until they say HELLO. Owned by the
 * server's thread.
 */
final class Stopped {
    private static final int MOST = 1_024;

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(String line, String why) {}

    /** What the peer is told; without the names of this container's files. */
    static String words(Reason why) {
        String text = switch (why.code()) {
            case DISK_FULL -> "the server's disk is full; what came is kept where it can be resumed";
            case IO_ERROR -> "the server's disk does not take it; what came is kept where it can be resumed";
            default -> why.text();
        };
        return "stopped, try again later: " + text;
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
