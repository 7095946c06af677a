package dtp.api.transport;

import dtp.api.interval.IntervalSet;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** One payload at one endpoint. [T05] All methods may be called from any thread, also from inside a sink's call. */
@ConsumerType
public interface Source extends AutoCloseable {
    /**
     * Learns what the protocol tells without moving data, or at least whether the remote can be reached; a protocol that cannot
     * completes at once with what it assumes. [T06] Completes normally, exactly once; failure is a value, see {@link End}.
     */
    CompletionStage<Contact> contact();

    /** What holds now; may widen after an answer (8 intervals become 240). The engine never asks for more. */
    SourceTraits traits();

    /**
     * Asks for bytes. [T07] Returns at once. [T08] Up to {@code traits().concurrentFetches()} may be open and may be answered in
     * any order. [T09] Bytes are written at their offsets in the remote's payload, and [T10] nothing outside {@code wanted}
     * widened to multiples of {@code unitBytes} is written (a stream from zero may write anything from 0). [T11] What the remote
     * tells of the payload goes to {@link Sink#describe} before the fetch ends.
     *
     * @param wanted not empty, at most {@code traits().maxIntervals()} intervals; while the size is unknown its end may be
     *     Long.MAX_VALUE
     */
    Fetch fetch(IntervalSet wanted, Sink sink);

    /**
     * New share of the link in bytes of payload a second, 1 or more; Long.MAX_VALUE for no limit. Holds from the next packet
     * where the protocol can (KFTP, TCP, ZMQ), from the next fetch where it cannot (DTP).
     */
    void throughput(long bytesPerSecond);

    /** [T12] Idempotent, never blocks; every open fetch ends CLOSED within 1 s. [T13] Sockets and threads are gone within 1 s. */
    @Override
    void close();
}
