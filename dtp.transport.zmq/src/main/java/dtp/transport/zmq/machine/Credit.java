package dtp.transport.zmq.machine;

/**
 * The memory for answers with data, from when they are read until they have left the process. Nothing takes back what a peer does
 * not read, so one may have a small share, and the last of it is for small requests. Owned by the server's thread.
 */
final class Credit {
    /** So many peers that do not read leave room for others. */
    private static final int SHARES = 16;

    private final long mostBytes;
    private long heldBytes;

    Credit(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * @param own bytes that the peer has already
     * @return false when it is to wait
     */
    boolean mayTake(long own, long bytes) {
        boolean share = own == 0 || own + bytes <= mostBytes / SHARES;
        return heldBytes == 0 || (share && bytes <= (mostBytes - heldBytes) / 2);
    }

    void take(long bytes) {
        heldBytes += bytes;
    }

    void give(long bytes) {
        heldBytes -= bytes;
    }
}
