package dtp.path;

import java.util.SplittableRandom;

/**
 * The chances of a path. Each kind of chance has a stream of its own and draws once a frame, so that the same seed drops the
 * same frames whatever their timing and whatever else the path does to them. Not thread-safe.
 */
final class Fates {
    private final SplittableRandom losses;
    private final SplittableRandom bursts;
    private final SplittableRandom duplicates;
    private final SplittableRandom holds;
    private final SplittableRandom corruptions;
    private final SplittableRandom jitters;
    private boolean bad;

    Fates(long seed) {
        SplittableRandom root = new SplittableRandom(seed);
        losses = root.split();
        bursts = root.split();
        duplicates = root.split();
        holds = root.split();
        corruptions = root.split();
        jitters = root.split();
    }

    /** What becomes of the next frame; every chance is drawn, used or not. */
    Fate next(Impairment i) {
        boolean lost = losses.nextDouble() < lossNow(i);
        boolean duplicated = duplicates.nextDouble() < i.duplicate();
        boolean held = holds.nextDouble() < i.reorder();
        boolean corrupted = corruptions.nextDouble() < i.corrupt();
        long bit = corruptions.nextLong() >>> 1;
        double jitter = jitters.nextDouble() * 2 - 1;
        long delayNs = Math.max(0, i.delayNs() + Math.round(jitter * i.jitterNs()));
        return new Fate(lost, duplicated, held, corrupted ? bit : -1, delayNs);
    }

    private double lossNow(Impairment i) {
        double draw = bursts.nextDouble();
        if (i.burst().isEmpty()) {
            bad = false;
            return i.loss();
        }
        Burst burst = i.burst().get();
        bad = bad ? draw >= 1 / burst.meanFrames() : draw < burst.enter();
        return bad ? burst.loss() : i.loss();
    }

    /**
     * One frame's fate.
     *
     * @param bit number of the bit to turn, modulo the frame's bits; -1 for none
     */
    record Fate(boolean lost, boolean duplicated, boolean held, long bit, long delayNs) {}
}
