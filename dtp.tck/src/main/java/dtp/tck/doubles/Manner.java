package dtp.tck.doubles;

import dtp.api.transport.SourceTraits;

/**
 * What tells one double from another.
 *
 * @param sizeFirst the remote tells size and digest before the bytes, else after the last of them
 * @param digests the protocol can tell a digest
 * @param probes a contact asks the remote, else it assumes
 * @param datagrams what finds no room is lost, else sent again
 * @param handsOver buffers are handed to the sink, else copied by it
 */
record Manner(
        String scheme,
        SourceTraits traits,
        int chunkBytes,
        boolean sizeFirst,
        boolean digests,
        boolean probes,
        boolean datagrams,
        boolean handsOver,
        Put put) {
    /** Who drives a put. */
    enum Put {
        NONE,
        /** The client streams from 0, and is told nothing. */
        STREAM,
        /** The remote lists once what it misses. */
        LISTED,
        /** The remote asks, piece by piece, until it has all. */
        ASKED
    }

    static final Manner LOOP = new Manner(
            "loop", SourceTraits.ranged(64).concurrentFetches(4), 8192, true, true, true, false, true, Put.LISTED);

    static final Manner STREAM =
            new Manner("stream", SourceTraits.streamFromZero(), 4096, true, false, true, false, false, Put.STREAM);

    static final Manner PUSHY =
            new Manner("pushy", SourceTraits.ranged(16), 1400, false, true, true, false, false, Put.ASKED);

    /** 248 bytes of data in a packet of 256, and a pacing round of 10 ms before each interval, as a C server makes. */
    static final Manner DTP8 = new Manner(
            "dtp8",
            SourceTraits.ranged(8).unitBytes(248).nanosPerInterval(10_000_000),
            248,
            true,
            false,
            false,
            true,
            false,
            Put.NONE);
}
