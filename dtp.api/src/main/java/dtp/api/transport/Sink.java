package dtp.api.transport;

import dtp.api.Reason;
import dtp.api.payload.PayloadInfo;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where a fetch or a server's upload puts its bytes; one for each fetch, so that the engine knows who sent what. [K01] Never
 * blocks, never throws; any thread, any order, duplicates welcome. [K02] After the fetch's end every call answers CLOSED and does
 * nothing.
 */
@ProviderType
public interface Sink {
    /** What became of the bytes. */
    enum Take {
        /** Taken; go on. */
        MORE,
        /** Taken; stop reading until {@link #whenReady}. A datagram protocol may go on and risk FULL. */
        SLOW,
        /** Not taken, no room: as if lost on the way. */
        FULL,
        /** Not taken and never will be: outside what can be, or over. [T18] Stop: the fetch ends within 1 s. */
        CLOSED
    }

    /**
     * What the remote told, before, between or after bytes; again when more is known.
     *
     * @return false: cannot be the session's payload, or there is no space for it. [T19] Stop: the fetch ends within 1 s, and
     *     nothing is written after it; the engine has noted why
     */
    boolean describe(PayloadInfo payload);

    /** Copies {@code data} (datagrams, up to 64 KiB). [K03] The buffer, its position moved or not, is the caller's again on return. */
    Take write(long offset, ByteBuffer data);

    /**
     * Takes {@code data} over without copying. [K04] {@code release} runs exactly once, on any thread, for MORE and SLOW; for
     * FULL and CLOSED the caller keeps it. [T20] The caller does not touch the bytes between the call and {@code release}.
     */
    Take write(long offset, ByteBuffer data, Runnable release);

    /** [K05] Runs {@code action} once when there is room again; at once when there is. Keep it short: it may run on an engine thread. */
    void whenReady(Runnable action);

    /** The remote was heard although no data came (keep-alive, "computing"). */
    void alive();

    /** Something the operator should know that ends nothing: server b differs and was dropped. */
    void note(Reason reason);
}
