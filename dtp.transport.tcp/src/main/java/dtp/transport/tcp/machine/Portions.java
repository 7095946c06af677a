package dtp.transport.tcp.machine;

/**
 * How much of a body is to be there before it is given: a portion of 256 KiB while it comes so fast that one is full within about a
 * millisecond, because waking for every few packets costs more than copying them; else whatever there is. Never more than is still to
 * come, and never for long: a portion that does not fill is given at the look after the next at the
 * latest, within 10 ms. One thread; times are of one clock.
 */
public final class Portions {
    public static final int PORTION_BYTES = 256 << 10;
    /** How often {@link #onLook} is wanted while {@link #leastBytes} is a portion. */
    public static final long LOOK_NS = 5_000_000;

    private static final int WHATEVER_THERE_IS = 1;
    private static final long WINDOW_NS = 4_000_000;
    /** In a window of {@link #WINDOW_NS}: 200 MB/s. */
    private static final long FAST_BYTES_PER_NS_RECIPROCAL = 5;

    private long expected;
    private long windowBytes;
    private long windowBeganNs;
    private long sinceLookBytes;
    private boolean whole;

    /** So many bytes of a body come now; 0: nobody knows what comes. */
    public void expect(long bytes) {
        expected = bytes;
        whole &= isWorthIt();
    }

    /** Bytes that {@link #expect} told of, or others. */
    public void came(long bytes, long nowNs) {
        sinceLookBytes += bytes;
        windowBytes += bytes;
        expected = Math.max(0, expected - bytes);
        long windowNs = nowNs - windowBeganNs;
        if (windowNs >= WINDOW_NS) {
            whole = windowBytes * FAST_BYTES_PER_NS_RECIPROCAL >= windowNs;
            windowBeganNs = nowNs;
            windowBytes = 0;
        }
        whole &= isWorthIt();
    }

    /** What comes last is given as it comes. */
    private boolean isWorthIt() {
        return expected >= 2 * PORTION_BYTES;
    }

    /** About {@link #LOOK_NS} after the one before. */
    public void onLook() {
        whole &= sinceLookBytes > 0;
        sinceLookBytes = 0;
    }

    /** What is to be there at least before it is given. */
    public int leastBytes() {
        return whole ? PORTION_BYTES : WHATEVER_THERE_IS;
    }
}
