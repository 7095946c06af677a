package dtp.transport.udp.machine;

import java.util.ArrayDeque;

/**
 * Pieces that were passed over: they may only be late. Missing when a packet number 3 higher has come (kftp.md, Repair). One
 * thread.
 */
final class Suspects {
    private static final int TOLERANCE = 2;

    private record Stretch(Ask ask, long from, long to, int packet) {}

    private final ArrayDeque<Stretch> stretches = new ArrayDeque<>();

    /** @param packet number of the datagram that came instead */
    void add(Ask ask, long fromOrder, long toOrder, int packet) {
        if (fromOrder < toOrder) {
            stretches.add(new Stretch(ask, fromOrder, toOrder, packet));
        }
    }

    boolean isEmpty() {
        return stretches.isEmpty();
    }

    void judge(int highest, Ask.Stretch missing) {
        while (!stretches.isEmpty() && highest - stretches.peek().packet() >= TOLERANCE) {
            Stretch s = stretches.poll();
            s.ask().each(s.from(), s.to(), missing);
        }
    }

    /** All of them are missing. */
    void condemn(Ask.Stretch missing) {
        stretches.forEach(s -> s.ask().each(s.from(), s.to(), missing));
        stretches.clear();
    }
}
