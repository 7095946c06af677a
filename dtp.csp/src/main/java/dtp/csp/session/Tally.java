package dtp.csp.session;

/** What one fetch or upload brought. Written under the session's lock, read by any thread. */
final class Tally {
    private volatile long newBytes;
    private volatile long duplicateBytes;
    private volatile long front;

    /** Under the session's lock: {@code length} bytes came, {@code fresh} of them new, up to {@code end}. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void took(long fresh, int length, long end) {
        newBytes += fresh;
        duplicateBytes += length - fresh;
        if (end > front) {
            front = end;
        }
    }

    long newBytes() {
        return newBytes;
    }

    long duplicateBytes() {
        return duplicateBytes;
    }

    /** The position behind the highest byte that came. */
    long front() {
        return front;
    }
}
