package dtp.csp.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine's bounded memory for bytes that are not written yet, shared by all sessions: seven eighths in large slabs for the
 * fast ones, the rest in small ones, so that a thousand slow sessions can each have one. Buffers are made when first needed and
 * kept. Any thread.
 */
public final class SlabPool {
    static final int LARGE = 1 << 20;
    static final int SMALL = 1 << 14;

    private final ArrayDeque<Slab> large = new ArrayDeque<>();
    private final ArrayDeque<Slab> small = new ArrayDeque<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private int largeToMake;
    private int smallToMake;

    /** @param budgetBytes direct memory that may be used; at least two large slabs are */
    public SlabPool(long budgetBytes) {
        largeToMake = (int) Math.max(2, Math.min(4096, budgetBytes / 8 * 7 / LARGE));
        smallToMake = (int) Math.max(16, Math.min(8192, budgetBytes / 8 / SMALL));
    }

    /** A slab of the size asked for if there is one, else of the other size; null when all are in use. */
    synchronized Slab take(boolean wantsLarge) {
        Slab first = wantsLarge ? takeLarge() : takeSmall();
        return first != null ? first : wantsLarge ? takeSmall() : takeLarge();
    }

    private Slab takeLarge() {
        if (large.isEmpty() && largeToMake > 0) {
            largeToMake--;
            return new Slab(this, LARGE);
        }
        return large.pollFirst();
    }

    private Slab takeSmall() {
        if (small.isEmpty() && smallToMake > 0) {
            smallToMake--;
            return new Slab(this, SMALL);
        }
        return small.pollFirst();
    }

    void giveBack(Slab slab) {
        List<Runnable> waited;
        synchronized (this) {
            (slab.capacity() == LARGE ? large : small).addFirst(slab);
            waited = List.copyOf(waiting);
            waiting.clear();
        }
        waited.forEach(Runnable::run);
    }

    /** Runs {@code action} once a slab is free; at once when one is. */
    void whenFree(Runnable action) {
        synchronized (this) {
            if (free() == 0) {
                waiting.add(action);
                return;
            }
        }
        action.run();
    }

    /** Bytes that could be taken now. */
    synchronized long free() {
        return (long) (large.size() + largeToMake) * LARGE + (long) (small.size() + smallToMake) * SMALL;
    }
}
