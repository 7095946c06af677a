package dtp.csp.node;

import dtp.api.link.CspLink;
import dtp.csp.wire.CspVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** Two nodes in virtual time with a faulty path between them; everything follows from the seed. */
final class SimulatedPair {
    static final long MS = 1_000_000L;
    static final int GROUND = 11;
    static final int SAT = 10;

    /** What the path does to packets, each with its own probability. */
    record Faults(double loss, double duplicate, double flip, long delayMs, long jitterMs) {
        static final Faults NONE = new Faults(0, 0, 0, 10, 0);
    }

    /** A packet as a node gave it to its link. */
    record Sent(long timeNs, int from, ByteBuffer bytes) {}

    private record Flight(long arrivalNs, long order, CspNode to, ByteBuffer bytes) implements Comparable<Flight> {
        @Override
        public int compareTo(Flight other) {
            int byTime = Long.compare(arrivalNs, other.arrivalNs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    final CspNode ground;
    final CspNode sat;
    final NodeLink groundLink;
    final NodeLink satLink;
    final List<Sent> sent = new ArrayList<>();
    Faults faults;
    long nowNs;

    private final Random random;
    private final PriorityQueue<Flight> flights = new PriorityQueue<>();
    private long flightCount;

    SimulatedPair(long seed, CspVersion version, Faults faults) {
        this.faults = faults;
        random = new Random(seed);
        ground = new CspNode(NodeSettings.of(GROUND, version), new Random(seed + 1));
        sat = new CspNode(NodeSettings.of(SAT, version), new Random(seed + 2));
        groundLink = join(ground, sat);
        satLink = join(sat, ground);
    }

    private NodeLink join(CspNode from, CspNode to) {
        NodeLink link = from.attach("sim", Routes.DEFAULT);
        link.connect(new CspLink() {
            @Override
            public boolean send(int nextHop, ByteBuffer frame) {
                fly(from, to, frame);
                return true;
            }

            @Override
            public void close() {
                flights.clear();
            }
        });
        link.state(true, "");
        return link;
    }

    private void fly(CspNode from, CspNode to, ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        sent.add(new Sent(nowNs, from.address(), ByteBuffer.wrap(bytes).asReadOnlyBuffer()));
        int copies = random.nextDouble() < faults.duplicate() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (random.nextDouble() >= faults.loss()) {
                byte[] copy = bytes.clone();
                if (random.nextDouble() < faults.flip()) {
                    copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
                }
                long jitterNs = faults.jitterMs() == 0 ? 0 : random.nextLong(faults.jitterMs() * MS);
                long arrivalNs = nowNs + faults.delayMs() * MS + jitterNs;
                flights.add(new Flight(arrivalNs, flightCount++, to, ByteBuffer.wrap(copy)));
            }
        }
    }

    /** Goes from event to event until the time, in ms since the start. */
    void runTo(long ms) {
        long endNs = ms * MS;
        while (true) {
            long nextNs = Math.min(ground.nextDeadlineNs(), sat.nextDeadlineNs());
            if (!flights.isEmpty()) {
                nextNs = Math.min(nextNs, flights.peek().arrivalNs());
            }
            if (nextNs > endNs) {
                nowNs = endNs;
                return;
            }
            nowNs = Math.max(nowNs, nextNs);
            while (!flights.isEmpty() && flights.peek().arrivalNs() <= nowNs) {
                Flight flight = flights.poll();
                flight.to().onFrame(flight.bytes(), nowNs);
            }
            ground.onTime(nowNs);
            sat.onTime(nowNs);
        }
    }
}
