package dtp.transport.udp.machine;

import dtp.transport.udp.wire.Packet.Rrq;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The proven transfers of a server, by number, by request and by address, and who of them may give way. The server's thread. */
final class GuestTable {
    private final ServerLimits limits;
    private final Map<Long, Entry> byNumber = new LinkedHashMap<>();
    private final Map<Unproven.Request, Long> byRequest = new HashMap<>();
    private final Map<String, Integer> ofAddress = new HashMap<>();

    /** @param patienceNs silence after which it asks for nothing more, if it has all */
    record Entry(long number, Unproven.Request request, Guest guest, long patienceNs) {
        String host() {
            return request.host();
        }
    }

    GuestTable(ServerLimits limits) {
        this.limits = limits;
    }

    /** Null where there is none of that number. */
    Entry get(long number) {
        return byNumber.get(number);
    }

    Optional<Entry> of(Unproven.Request request) {
        return Optional.ofNullable(byRequest.get(request)).map(byNumber::get);
    }

    Collection<Entry> all() {
        return byNumber.values();
    }

    void add(Entry entry) {
        byNumber.put(entry.number(), entry);
        byRequest.put(entry.request(), entry.number());
        ofAddress.merge(entry.host(), 1, Integer::sum);
    }

    void forget(Entry entry) {
        byNumber.remove(entry.number());
        byRequest.remove(entry.request());
        ofAddress.computeIfPresent(entry.host(), (address, n) -> n > 1 ? n - 1 : null);
    }

    /** kftp.md, Write: the same upload by the same host, of which nothing is heard any more. */
    Optional<Entry> leftBehind(String host, Rrq rrq, long nowNs) {
        return byNumber.values().stream()
                .filter(entry -> entry.guest() instanceof WriteGuest writing && writing.isLeftBehind(rrq, nowNs))
                .filter(entry -> entry.host().equals(host))
                .findFirst();
    }

    /** One more of that address is too many for it, or for all. */
    boolean isFullFor(String host) {
        return isCrowded(host) || byNumber.size() >= limits.transfers();
    }

    private boolean isCrowded(String host) {
        return ofAddress.getOrDefault(host, 0) >= limits.transfersOfAnAddress();
    }

    /** Who can be spared longest for one more of that address: one of its own where it has too many. */
    Optional<Entry> spare(String host, long nowNs) {
        boolean ofItsOwn = isCrowded(host);
        Entry longest = null;
        long longestNs = 0;
        for (Entry entry : byNumber.values()) {
            long spareNs = entry.guest().spareNs(nowNs, entry.patienceNs());
            if (spareNs > longestNs && (!ofItsOwn || entry.host().equals(host))) {
                longest = entry;
                longestNs = spareNs;
            }
        }
        return Optional.ofNullable(longest);
    }
}
