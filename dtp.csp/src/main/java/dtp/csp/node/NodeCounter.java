package dtp.csp.node;

/** What the node counts; the name in lower case is what operators see. */
public enum NodeCounter {
    FRAMES_RECEIVED,
    BYTES_RECEIVED,
    FRAMES_SENT,
    BYTES_SENT,
    /** The link had no room, or the loop to the node itself. */
    SEND_BUSY,
    /** Transmit inhibit: not sent. */
    SEND_INHIBITED,
    SEND_LINK_DOWN,
    SEND_NO_ROUTE,
    /** Received faster than the node took them. */
    QUEUE_FULL,
    /** Rejected by the framing of a link. */
    LINK_REJECTED,
    TOO_SHORT,
    TOO_LONG,
    NOT_FOR_US,
    /**
     * A source that nothing may be sent back to: the broadcast address, this node's own on a link, or, of a request to a service,
     * a port of the services.
     */
    SOURCE_REFUSED,
    /** HMAC, XTEA or fragments, for which there is no key or support. */
    FLAGS_UNSUPPORTED,
    BAD_CHECKSUM,
    NO_HANDLER,
    NO_LISTENER,
    /** Options or flags of a SYN. */
    BAD_SYN,
    /** For no connection that is known; not answered. */
    NO_CONNECTION,
    /** A SYN beyond the limit of connections; not answered. */
    TABLE_FULL,
    /** An own connection or call found every source port in use or resting. */
    NO_PORT,
    RDP_FOREIGN,
    RDP_REPEATED_SYN,
    RDP_DUPLICATE,
    RDP_OUT_OF_ORDER,
    RDP_EACK,
    RDP_CLOSED,
    /** Reboot, memory access, route or clock setting: never done for anybody. */
    SERVICE_REFUSED,
    /** An answer to a call that nobody waits for. */
    LATE_ANSWER,
    /** A handler threw; a fault of this program, and logged. */
    HANDLER_FAILED
}
