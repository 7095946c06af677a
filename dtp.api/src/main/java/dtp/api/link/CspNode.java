package dtp.api.link;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A CSP node of this container, for operators and health pages; a service. Futures complete normally on an engine thread; no
 * answer is a value, not an exception. Any thread.
 */
@ProviderType
public interface CspNode {
    /** 0 to 30 (version 1) or 0 to 16382 (version 2). */
    int address();

    /** CSP version, 1 or 2. */
    int version();

    List<CspLinkStatus> links();

    /**
     * One echo.
     *
     * @param bytes data bytes, 0 to the node's largest packet
     * @param crc32 with the CRC-32C flag
     * @return round trip in nanoseconds, or -1 when nothing (or something else) came back in time
     */
    CompletionStage<Long> ping(int node, int bytes, boolean crc32, long timeoutMs);

    /** What the peer says of itself (CMP ident: hostname, model, revision, date, time); empty when it does not answer in time. */
    CompletionStage<Map<String, String>> ident(int node, long timeoutMs);

    /** Seconds since the peer started, or -1. */
    CompletionStage<Long> uptimeS(int node, long timeoutMs);

    /** Free packet buffers of the peer, or -1. */
    CompletionStage<Long> freeBuffers(int node, long timeoutMs);

    /** Packets sent, received and dropped, by name of the counter. */
    Map<String, Long> counters();

    /**
     * Transmit inhibit: while off nothing is sent over that link, not even a probe or an ACK.
     *
     * @param link as in {@link CspLinkStatus#name()}
     * @return false when there is no such link
     */
    boolean transmit(String link, boolean on);
}
