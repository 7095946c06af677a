package dtp.transport.tcp.net;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The connections of a server, and which of them make room: below 1 KiB/s over 60 s (tcp.md "Limits"). Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // failures come back through the pipeline or a listener
final class Guests {
    private static final long WINDOW_NS = 60_000_000_000L;
    private static final long LEAST_BYTES = 60L * 1024;

    private record Mark(long bytes, long atNs) {}

    private final int most;
    private final Map<Carrier, Mark> all = new LinkedHashMap<>();

    Guests(int most) {
        this.most = most;
    }

    synchronized int count() {
        return all.size();
    }

    /** @return false: there is no room, also not after a slow one was closed */
    synchronized boolean enter(Carrier carrier, long nowNs) {
        if (all.size() >= most && !makeRoom(nowNs)) {
            return false;
        }
        all.put(carrier, new Mark(0, nowNs));
        return true;
    }

    private boolean makeRoom(long nowNs) {
        Iterator<Map.Entry<Carrier, Mark>> each = all.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Carrier, Mark> one = each.next();
            Mark mark = one.getValue();
            boolean slow = one.getKey().movedBytes() - mark.bytes() < LEAST_BYTES;
            if (nowNs - mark.atNs() >= WINDOW_NS && slow) {
                each.remove();
                one.getKey().channel().close();
                return true;
            }
        }
        return false;
    }

    /** Begins a new window where one is over and was fast enough. */
    synchronized void look(Carrier carrier, long nowNs) {
        Mark mark = all.get(carrier);
        if (mark != null && nowNs - mark.atNs() >= WINDOW_NS && carrier.movedBytes() - mark.bytes() >= LEAST_BYTES) {
            all.put(carrier, new Mark(carrier.movedBytes(), nowNs));
        }
    }

    synchronized void leave(Carrier carrier) {
        all.remove(carrier);
    }
}
