package dtp.csp.rdp;

/** How a connection ended. */
public enum RdpEnd {
    /** Closed by this side, and the peer has confirmed it. */
    CLOSED(true),
    /** Closed by this side, and the peer did not confirm it in time. */
    CLOSE_UNCONFIRMED(false),
    /** Given up by this side before its first packet was acknowledged: left to time out at the peer, never reset. */
    ABANDONED(false),
    /**
     * Closed by the peer, and all that it sent has come. Whether it ever got what we sent is told by {@link
     * RdpConnection#acknowledged}: a C server that gives up an idle connection resets it too.
     */
    RESET(true),
    /** Closed by the peer; a packet that it sent before never came, although 2.5 packet timeouts were waited. */
    RESET_INCOMPLETE(true),
    /** The peer answered the SYN with RST. */
    REFUSED(true),
    /** No answer to the SYN. */
    NO_ANSWER(false),
    /** Open, and then silent for too long. */
    TIMED_OUT(false),
    /** The peer began a new connection from the same port. */
    REPLACED(true),
    /** The node was stopped. */
    STOPPED(false);

    private final boolean clean;

    RdpEnd(boolean clean) {
        this.clean = clean;
    }

    /** False: the peer may still know the connection, so its port has to rest (csp-dtp.md §10.1). */
    public boolean clean() {
        return clean;
    }
}
