package dtp.path;

/**
 * Gilbert–Elliott losses: a path is good or bad, decided anew with each frame. A value.
 *
 * @param enter probability, from 0 to 1, that a frame finds a good path turned bad
 * @param meanFrames mean length of a bad stretch in frames, 1 or more
 * @param loss probability that a frame is lost while the path is bad
 */
public record Burst(double enter, double meanFrames, double loss) {
    public Burst {
        Impairment.requireProbability("burst", enter);
        Impairment.requireProbability("burst", loss);
        if (!(meanFrames >= 1) || Double.isInfinite(meanFrames)) {
            throw new IllegalArgumentException("a burst lasts 1 frame or more, not " + meanFrames);
        }
    }

    /** Share of frames that find the path bad. */
    double share() {
        return enter == 0 ? 0 : enter / (enter + 1 / meanFrames);
    }
}
