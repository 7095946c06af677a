package dtp.transport.udp.machine;

import dtp.transport.udp.wire.Packet.Rrq;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Numbers given to addresses that have not shown yet that they get answers (kftp.md, Proof). The server's thread. */
final class Unproven {
    /** One request of an address. */
    record Request(InetSocketAddress from, Rrq rrq) {
        String host() {
            return from.getAddress().getHostAddress();
        }
    }

    /** What was answered, and how long the number lives. */
    record Entry(long number, Request request, int piece, long sinceNs) {}

    private final Map<Request, Entry> byRequest = new LinkedHashMap<>();
    private final Map<Long, Entry> byNumber = new LinkedHashMap<>();
    private final RandomGenerator random;

    Unproven(RandomGenerator random) {
        this.random = random;
    }

    /** The same request gets the same number. */
    Entry number(Request request, int piece, long nowNs) {
        expire(nowNs);
        Entry known = byRequest.get(request);
        if (known != null) {
            return known;
        }
        long number = random.nextLong();
        while (number == 0 || byNumber.containsKey(number)) {
            number = random.nextLong();
        }
        Entry entry = new Entry(number, request, piece, nowNs);
        byRequest.put(request, entry);
        byNumber.put(number, entry);
        if (byNumber.size() > ServerLimits.UNPROVEN) {
            remove(byNumber.values().iterator().next());
        }
        return entry;
    }

    private void expire(long nowNs) {
        Iterator<Entry> oldest = byNumber.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (nowNs - entry.sinceNs() < ServerLimits.UNPROVEN_NS) {
                return;
            }
            oldest.remove();
            byRequest.remove(entry.request());
        }
    }

    private void remove(Entry entry) {
        byNumber.remove(entry.number());
        byRequest.remove(entry.request());
    }

    /** The number is proven by this address: it leaves the table. Null when it is none of this address. */
    Entry prove(long number, InetSocketAddress from, long nowNs) {
        expire(nowNs);
        Entry entry = byNumber.get(number);
        if (entry == null || !entry.request().from().equals(from)) {
            return null;
        }
        remove(entry);
        return entry;
    }

    int size() {
        return byNumber.size();
    }
}
