package dtp.transport.udp.machine;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a server's file was modified, as an answer to the repeated request tells it once the file is open: an answer from then
 * has the size (kftp.md, Options). Servers that tell no time are not asked for ever. One thread.
 */
final class FileTime {
    /** Answers without a size may be repeats from before the file was open. */
    private static final int MOST_ANSWERS = 3;
    /** kftp.md, Repeats. */
    private static final int MOST_ASKS = 9;

    private static final long LONGEST_WAIT_NS = 1_000_000_000L;

    private Instant modified;
    private boolean over;
    private int answers;
    private int asks;
    private long askNs = Long.MIN_VALUE;

    /** Nothing is known, and an answer may still come. */
    boolean open() {
        return !over;
    }

    /** Empty as long as it is open, and where the server tells none. */
    Optional<Instant> modified() {
        return Optional.ofNullable(modified);
    }

    /** @param options of an ACK to the request */
    void answered(Map<String, String> options) {
        OptionalLong ms = Options.number(options, Options.MODIFIED);
        if (!over && ms.isPresent()) {
            modified = Instant.ofEpochMilli(ms.getAsLong());
        }
        answers++;
        over |= options.containsKey(Options.SIZE) || answers == MOST_ANSWERS;
        askNs = Long.MIN_VALUE;
    }

    /** @return whether the request is to be repeated now */
    boolean ask(RoundTrip trip, long nowNs) {
        if (over || nowNs < askNs) {
            return false;
        }
        over = asks == MOST_ASKS;
        askNs = nowNs + Math.min(LONGEST_WAIT_NS, trip.patienceNs() << asks);
        asks++;
        return !over;
    }

    long deadlineNs() {
        return over ? Long.MAX_VALUE : askNs;
    }
}
