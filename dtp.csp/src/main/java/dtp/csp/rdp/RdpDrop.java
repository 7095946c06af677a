package dtp.csp.rdp;

/** Why a packet of a known connection was dropped. */
public enum RdpDrop {
    /** Sequence or acknowledgement number out of the window, or a flag that does not belong here: never answered by RST. */
    FOREIGN,
    /** SYN or SYN|ACK of this very connection that is no news. */
    REPEATED_SYN,
    /** Data that have come before; acknowledged again. */
    DUPLICATE,
    /** Data behind a gap; the peer repeats them. */
    OUT_OF_ORDER,
    /** An EACK of an old peer: only its acknowledgement number is used (csp-dtp.md §4). */
    EACK,
    /** Anything for a connection that is closed or closing. */
    CLOSED
}
