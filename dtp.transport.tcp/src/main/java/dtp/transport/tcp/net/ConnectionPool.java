package dtp.transport.tcp.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Which request gets which connection: many files go over few of them. A connection whose request is over takes the next one
 * that waits, or is kept for a moment. At {@value #FEW} connections to one address a request waits, as long as others end
 * there; where none does, it gets a connection of its own. Any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures come back through the pipeline or a listener
final class ConnectionPool {
    private static final long KEEP_MS = 700;
    private static final int MOST_KEPT = 16;
    private static final int FEW = 32;
    private static final long LOOK_MS = 200;

    /** Waits for a connection. */
    interface Taker {
        /** Once, on any thread; with none it has the place for a new one, which {@link #closed} gives up. */
        void granted(Carrier kept);
    }

    /** What there is for one address. */
    private static final class Place {
        final Deque<Carrier> kept = new ArrayDeque<>();
        final Deque<Taker> waiting = new ArrayDeque<>();
        int open;
        boolean turned;
        boolean looking;

        boolean isEmpty() {
            return open == 0 && kept.isEmpty() && waiting.isEmpty();
        }
    }

    private final Loops loops;
    private final Map<Address, Place> places = new HashMap<>();
    private boolean closed;

    ConnectionPool(Loops loops) {
        this.loops = loops;
    }

    /** Grants one now or later. */
    void acquire(Address address, Taker taker) {
        Carrier kept = null;
        synchronized (places) {
            Place place = places.computeIfAbsent(address, a -> new Place());
            kept = place.kept.pollLast();
            if (kept == null && place.open >= FEW && !closed) {
                place.waiting.add(taker);
                look(address, place);
                return;
            }
            place.open += kept == null ? 1 : 0;
        }
        taker.granted(kept);
    }

    /** Connections to it that there are, or that are being made. */
    int open(Address address) {
        synchronized (places) {
            Place place = places.get(address);
            return place == null ? 0 : place.open;
        }
    }

    /** One more is made than was granted: the old one could not be used. */
    void opening(Address address) {
        synchronized (places) {
            places.computeIfAbsent(address, a -> new Place()).open++;
        }
    }

    /** It is gone, could not be made, or is not wanted any more. */
    void closed(Address address) {
        Taker next = null;
        synchronized (places) {
            Place place = places.get(address);
            if (place == null) {
                return;
            }
            place.open--;
            place.turned = true;
            if (place.open < FEW) {
                next = place.waiting.poll();
                place.open += next == null ? 0 : 1;
            }
            if (place.isEmpty()) {
                places.remove(address);
            }
        }
        if (next != null) {
            next.granted(null);
        }
    }

    /** On the carrier's loop: its request is over and it stands in CLIENT_CONNECT. */
    void giveBack(Address address, Carrier carrier) {
        if (!carrier.isUsable()) {
            carrier.channel().close();
            return;
        }
        carrier.install(null, () -> Long.MAX_VALUE);
        Taker next;
        synchronized (places) {
            Place place = places.computeIfAbsent(address, a -> new Place());
            place.turned = true;
            next = place.waiting.poll();
            if (next == null && (closed || place.kept.size() >= MOST_KEPT)) {
                carrier.channel().close();
                return;
            }
            if (next == null) {
                place.kept.add(carrier);
            }
        }
        if (next != null) {
            next.granted(carrier);
        } else {
            carrier.channel().eventLoop().schedule(() -> expire(address, carrier), KEEP_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void expire(Address address, Carrier carrier) {
        boolean mine;
        synchronized (places) {
            Place place = places.get(address);
            mine = place != null && place.kept.remove(carrier);
        }
        if (mine) {
            carrier.channel().close();
        }
    }

    /** Those that wait although no request ends are helped. Under the lock. */
    private void look(Address address, Place place) {
        if (place.looking) {
            return;
        }
        try {
            loops.next().schedule(() -> looked(address), LOOK_MS, TimeUnit.MILLISECONDS);
            place.looking = true;
            place.turned = false;
        } catch (RejectedExecutionException e) {
            place.turned = false; // the loops have ended: close() grants what waits
        }
    }

    private void looked(Address address) {
        List<Taker> helped = new ArrayList<>();
        synchronized (places) {
            Place place = places.get(address);
            if (place == null) {
                return;
            }
            place.looking = false;
            while (!place.turned && helped.size() < FEW && !place.waiting.isEmpty()) {
                helped.add(place.waiting.poll());
                place.open++;
            }
            if (!place.waiting.isEmpty()) {
                look(address, place);
            }
        }
        helped.forEach(taker -> taker.granted(null));
    }

    /** Drops what is kept; who waits is to find out by connecting. */
    void close() {
        List<Taker> left = new ArrayList<>();
        synchronized (places) {
            closed = true;
            for (Place place : places.values()) {
                place.kept.forEach(c -> c.channel().close());
                place.kept.clear();
                place.open += place.waiting.size();
                left.addAll(place.waiting);
                place.waiting.clear();
            }
        }
        left.forEach(taker -> taker.granted(null));
    }
}
