package dtp.path.relay;

import dtp.path.Direction;
import dtp.path.PathCounters;
import java.nio.channels.SelectionKey;

/** One running link. All methods on the relay's thread, but {@link #counters}, whose figures are those of the last turn. */
interface RelayLink {
    RelayLine line();

    /** A channel of this link is ready. */
    void ready(SelectionKey key, long nowNs);

    /** Passes on what is due. @return when to come back; Long.MAX_VALUE for never */
    long turn(long nowNs);

    /** Takes what can change while it runs; the ends and the seed are the same. */
    void change(RelayLine line);

    PathCounters counters(Direction direction);

    /** Where clients, or side a's peer, send to. */
    int localPort();

    void close();
}
