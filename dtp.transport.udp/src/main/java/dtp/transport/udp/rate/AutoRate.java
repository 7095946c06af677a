package dtp.transport.udp.rate;

import java.util.random.RandomGenerator;

/**
 * Finds the rate of a path from what arrives: doubling at first, then a delay target as in Swift that falls as the rate grows,
 * so that flows that see the same queue get the same rate. Random loss does not count, a jump of it
 * does. Described, with what it follows, in docs/kftp-rate.md. The receiver's thread.
 */
public final class AutoRate {
    /** A piece takes no longer than that: what came of a slower rate would be too rare to judge it by. */
    private static final int LONGEST_PIECE_SECONDS = 16;

    private static final long FIRST_PIECES = 128;
    private static final double TARGET_AT_REFERENCE_US = 20_000;
    private static final double REFERENCE = 1_250_000;
    private static final double TARGET_POWER = 0.9;
    private static final double GROWTH = 0.08;
    private static final double MOST_WEIGHT = 2;
    private static final double MEAN_NS = 10e9;
    /** Threads and timers of the hosts alone delay by some milliseconds. */
    private static final double LEAST_TARGET_US = 4_000;

    private static final double MOST_TARGET_US = 300_000;
    /** A host that is busy for a moment delays by less than that: taken for a full path it would cost seconds of growing again. */
    private static final double LEAST_START_QUEUE_US = 15_000;

    private static final long SHORTEST_ROUND_NS = 50_000_000;
    /** Many such round trips fit into the shortest round; busy hosts alone may make it as long. */
    public static final long SHORT_TRIP_NS = SHORTEST_ROUND_NS / 4;

    private static final long SHORTEST_TRIP_NS = 250_000;
    /** One round's figures never take more than that. */
    private static final double MOST_DECREASE = 0.4;

    /** After so long the least delay seen is forgotten in favour of a newer one: clocks drift and paths change. */
    private static final long BASE_NS = 15_000_000_000L;

    private static final long DIP_EVERY_NS = 4_000_000_000L;
    private static final double DIP_QUEUES = 3;
    private static final int LEAST_PACKETS = 4;
    private static final double LOSS_JUMP = 0.12;

    private enum Phase {
        START,
        STEADY,
        DIP,
        SETTLE
    }

    private final Round round = new Round();
    private final Round recent = new Round();
    private final RandomGenerator random;
    private final long roundNs;
    private final double least;
    private final double startGain;
    private Phase phase = Phase.START;
    private double rate;
    /** Infinite until a round has ended in which something was always on its way. */
    private double carried = Double.POSITIVE_INFINITY;

    private double usualLoss;
    private long baseUs = Long.MAX_VALUE;
    private long olderBaseUs = Long.MAX_VALUE;
    private long baseSinceNs;
    private long untilNs;
    private long nextDipNs;
    private double meanQueueUs;
    private long lastPacketNs;
    private int calmRounds;
    private boolean idle;

    /**
     * @param rttNs round trip as measured
     * @param piece bytes of a piece
     */
    public AutoRate(long rttNs, int piece, long nowNs, RandomGenerator random) {
        this.random = random;
        roundNs = Math.max(SHORTEST_ROUND_NS, rttNs);
        // reports may not come more often than the shortest round
        startGain = rttNs <= SHORT_TRIP_NS ? 4 : 2;
        least = (double) piece / LONGEST_PIECE_SECONDS;
        rate = Math.max(least, FIRST_PIECES * piece * 1e9 / Math.max(rttNs, SHORTEST_TRIP_NS));
        startRound(nowNs, 0);
        recent.start(nowNs, 0);
        baseSinceNs = nowNs;
        nextDipNs = nowNs + dipAfterNs();
        // what arrives in the first round was not all sent at the first rate
        untilNs = nowNs + rttNs;
    }

    private long dipAfterNs() {
        return DIP_EVERY_NS + random.nextLong(DIP_EVERY_NS / 2);
    }

    /** Bytes of pieces a second that the sender is to send now. */
    public long bytesPerSecond() {
        return (long) (phase == Phase.DIP ? Math.max(least, rate / 4) : rate);
    }

    /** What came in the last round that says anything of the path, and what was lost of it; Long.MAX_VALUE before the first. */
    public long carriedPerSecond() {
        return (long) carried;
    }

    /** Nothing is on its way that was asked for: what arrives in this round says nothing of the path. */
    public void idle() {
        idle = true;
    }

    private void startRound(long nowNs, int highestPacket) {
        round.start(nowNs, highestPacket);
        idle = false;
    }

    /**
     * @param size bytes of the piece
     * @param highestPacket number of the latest packet seen
     * @param delayUs arrival less sending, on clocks that need not agree
     */
    public void packet(int size, int highestPacket, long delayUs, long nowNs) {
        if (delayUs < baseUs) {
            baseUs = delayUs;
        }
        if (phase == Phase.START && round.packets() == 0) {
            // what was asked for may have been on its way for long, and before that nothing was
            round.begin(nowNs);
            idle = false;
        }
        double queueUs = delayUs - base();
        double share = lastPacketNs == 0 ? 1 : Math.min(1, (nowNs - lastPacketNs) / MEAN_NS);
        meanQueueUs += share * (queueUs - meanQueueUs);
        lastPacketNs = nowNs;
        round.packet(size, highestPacket, delayUs);
        if (phase == Phase.START) {
            recent.packet(size, highestPacket, delayUs);
            if (recent.ageNs(nowNs) >= SHORTEST_ROUND_NS / 2 && recent.packets() >= 8) {
                leaveStart(nowNs, highestPacket);
            }
        }
    }

    private void leaveStart(long nowNs, int highestPacket) {
        double queueUs = recent.leastDelayUs() - base();
        if (queueUs > Math.max(LEAST_START_QUEUE_US, 1.5 * targetUs()) && !idle) {
            rate = Math.max(least, 0.9 * recent.receivedPerSecond(nowNs) / (1 - usualLoss));
            settle(nowNs, highestPacket, roundNs / 4);
        }
        recent.start(nowNs, highestPacket);
    }

    /** What was just changed shows itself a round trip and a queue later. */
    private void settle(long nowNs, int highestPacket, long queueNs) {
        phase = Phase.SETTLE;
        untilNs = nowNs + roundNs + queueNs;
        startRound(nowNs, highestPacket);
    }

    private long base() {
        return Math.min(baseUs, olderBaseUs);
    }

    /**
     * Above 1 for who has less than the mean queue leaves to each, below 1 for who has more: all who share the queue see the same
     * mean, so the one grows more and yields less than the other until they are equal.
     */
    private double weight() {
        double equal = REFERENCE * Math.pow(2 * TARGET_AT_REFERENCE_US / Math.max(1, meanQueueUs), 1 / TARGET_POWER);
        return Math.max(1 / MOST_WEIGHT, Math.min(MOST_WEIGHT, equal / rate));
    }

    private double targetUs() {
        double target = TARGET_AT_REFERENCE_US * Math.pow(REFERENCE / rate, TARGET_POWER);
        return Math.max(LEAST_TARGET_US, Math.min(MOST_TARGET_US, target));
    }

    /** Asked often; changes the rate about once a round trip. */
    public void run(int highestPacket, long nowNs) {
        if (nowNs - baseSinceNs > BASE_NS) {
            olderBaseUs = baseUs;
            baseUs = Long.MAX_VALUE;
            baseSinceNs = nowNs;
        }
        if (phase == Phase.DIP && nowNs >= untilNs) {
            settle(nowNs, highestPacket, roundNs / 4);
        } else if (phase == Phase.SETTLE && nowNs >= untilNs) {
            phase = Phase.STEADY;
            startRound(nowNs, highestPacket);
        } else if (phase == Phase.START && nowNs >= untilNs && round.ageNs(nowNs) >= roundNs) {
            started(highestPacket, nowNs);
        } else if (phase == Phase.STEADY && round.ageNs(nowNs) >= Math.max(SHORTEST_ROUND_NS, roundNs / 2)) {
            steady(highestPacket, nowNs);
        }
    }

    private void started(int highestPacket, long nowNs) {
        double received = round.receivedPerSecond(nowNs);
        double loss = round.loss();
        if (idle) {
            startRound(nowNs, highestPacket);
            return;
        }
        if (round.packets() < 8) {
            if (round.packets() > 0) {
                rate = Math.max(least, Math.max(received, rate / 2));
            }
            startRound(nowNs, highestPacket);
            return;
        }
        carried = round.carriedPerSecond(nowNs);
        if (loss > 0.25) {
            rate = Math.max(least, received);
            settle(nowNs, highestPacket, roundNs / 4);
            return;
        } else if (received >= 0.45 * rate * (1 - loss)) {
            rate *= startGain;
            usualLoss = Math.max(usualLoss, Math.min(loss, 0.1));
            untilNs = nowNs + roundNs / 4;
        }
        startRound(nowNs, highestPacket);
    }

    private void steady(int highestPacket, long nowNs) {
        if (idle) {
            startRound(nowNs, highestPacket);
            return;
        }
        if (round.packets() < LEAST_PACKETS) {
            return; // a slow rate is judged by a longer round: begun again each time it would never change
        }
        double received = round.receivedPerSecond(nowNs);
        double loss = round.loss();
        double queueUs = round.leastDelayUs() - base();
        double target = targetUs();
        carried = round.carriedPerSecond(nowNs);
        if (loss > usualLoss + LOSS_JUMP) {
            rate = Math.max(rate * 0.6, 0.95 * received / (1 - usualLoss));
            calmRounds = 0;
        } else if (queueUs > target) {
            // what comes while a queue stands is what the path carries: less than that drains what is too much
            double horizonUs = 2 * roundNs / 1e3;
            double drained = carried * (1 - Math.min(0.3, (queueUs - target) / horizonUs / weight()));
            rate = Math.max(drained, rate * (1 - MOST_DECREASE));
            calmRounds = 0;
        } else if (received >= 0.75 * (1 - loss) * rate) {
            calmRounds = queueUs < target / 4 ? calmRounds + 1 : 0;
            double step = calmRounds > 3 ? Math.min(0.4, 0.05 * calmRounds) : GROWTH * weight();
            rate *= 1 + step * (1 - queueUs / target) + 0.01;
        }
        usualLoss += 0.1 * (Math.min(loss, usualLoss + 0.05) - usualLoss);
        rate = Math.max(least, rate);
        if (nowNs >= nextDipNs) {
            // a quarter of the rate drains the queue although others fill it, and the least delay shows itself again
            phase = Phase.DIP;
            untilNs = nowNs + (long) (DIP_QUEUES * 1_000 * Math.max(queueUs, 1_000));
            nextDipNs = nowNs + dipAfterNs();
        } else {
            settle(nowNs, highestPacket, (long) (1_000 * Math.max(0, queueUs)));
        }
    }
}
