package dtp.csp.rdp;

import dtp.csp.wire.SynOptions;
import java.util.List;

/**
 * How this side handles connections. Immutable. Times in ms.
 *
 * @param syn sent with our SYN; a server goes by the client's instead
 * @param connectTimeoutMs a SYN without answer for so long is given up
 * @param silenceTimeoutMs an open connection of a client is given up when it heard nothing for so long
 * @param firstRepeatMs SYN and data are first repeated after 3 × RTT, but not before this; then doubling (csp-dtp.md §10.2)
 * @param serverRepeatMs a server repeats unacknowledged data so long after they were first sent; then each packet timeout
 * @param serverSilenceMs least silence after which a server gives a client up, if its SYN asked for delayed ACKs (csp-dtp.md §9)
 */
public record RdpOptions(
        SynOptions syn,
        long connectTimeoutMs,
        long silenceTimeoutMs,
        long firstRepeatMs,
        List<Long> serverRepeatMs,
        long serverSilenceMs) {
    /** No packet is sent again before this: C nodes drop equal packets that come sooner (csp-dtp.md §10.2). */
    public static final long MIN_REPEAT_MS = 100;

    public static final RdpOptions DEFAULT =
            new RdpOptions(SynOptions.OURS, 10_000, 10_000, 500, List.of(150L, 450L, 1_350L), 60_000);

    public RdpOptions {
        serverRepeatMs = List.copyOf(serverRepeatMs);
        if (connectTimeoutMs < 1 || silenceTimeoutMs < 1 || firstRepeatMs < MIN_REPEAT_MS || serverSilenceMs < 1) {
            throw new IllegalArgumentException("timeouts are at least 1 ms and repeats at least 100 ms apart");
        }
        long before = 0;
        for (long at : serverRepeatMs) {
            if (at - before < MIN_REPEAT_MS) {
                throw new IllegalArgumentException("repeats are at least 100 ms apart: " + serverRepeatMs);
            }
            before = at;
        }
    }

    public RdpOptions withSyn(SynOptions options) {
        return new RdpOptions(
                options, connectTimeoutMs, silenceTimeoutMs, firstRepeatMs, serverRepeatMs, serverSilenceMs);
    }

    public RdpOptions withTimeouts(long connectMs, long silenceMs) {
        return new RdpOptions(syn, connectMs, silenceMs, firstRepeatMs, serverRepeatMs, serverSilenceMs);
    }

    public RdpOptions withFirstRepeatMs(long ms) {
        return new RdpOptions(syn, connectTimeoutMs, silenceTimeoutMs, ms, serverRepeatMs, serverSilenceMs);
    }

    public RdpOptions withServerRepeatMs(List<Long> times) {
        return new RdpOptions(syn, connectTimeoutMs, silenceTimeoutMs, firstRepeatMs, times, serverSilenceMs);
    }
}
