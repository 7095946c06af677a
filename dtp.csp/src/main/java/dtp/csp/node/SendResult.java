package dtp.csp.node;

/** What became of a packet that was given to the node. */
public enum SendResult {
    /** On its way. */
    SENT,
    /** No room just now: the same frame can be sent again a little later. */
    BUSY,
    /** Not sent and not worth another try now: no route, link down, or transmit inhibit. As if lost on the way. */
    DROPPED
}
