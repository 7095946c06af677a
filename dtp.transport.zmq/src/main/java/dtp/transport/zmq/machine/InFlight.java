package dtp.transport.zmq.machine;

import dtp.api.interval.Interval;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The FETCHes that are not answered yet; answers come in any order and name their offset. Owned by the thread of its machine. */
final class InFlight {
    /** One request. */
    record Asked(ReadRun run, Interval piece, long sentNs) {
        private boolean hasSize(long size) {
            return piece.end() - piece.start() == size;
        }
    }

    private final Map<Long, Deque<Asked>> asked = new HashMap<>();
    private int count;

    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void add(Asked one) {
        count++;
        asked.computeIfAbsent(one.piece().start(), at -> new ArrayDeque<>()).add(one);
    }

    /** @param size of what was answered; below 0: any */
    Optional<Asked> take(long offset, long size) {
        Deque<Asked> there = asked.get(offset);
        if (there == null) {
            return Optional.empty();
        }
        Optional<Asked> one =
                there.stream().filter(a -> size < 0 || a.hasSize(size)).findFirst();
        one.ifPresent(a -> {
            count--;
            there.remove(a);
            if (there.isEmpty()) {
                asked.remove(offset);
            }
        });
        return one;
    }

    void clear() {
        asked.clear();
        count = 0;
    }
}
