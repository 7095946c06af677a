package dtp.csp.dtp;

/** What client and server count. */
public enum DtpCounter {
    /** Requests that were sent. */
    REQUESTS,
    RESPONSES,
    RESPONSE_BAD,
    DATA_PACKETS,
    DATA_BYTES,
    DATA_DUPLICATE,
    /** Shorter than its header. */
    DATA_TOO_SHORT,
    /** With an id that no request of ours bears. */
    DATA_UNKNOWN_ID,
    /** With the id of an old request, and nobody wants it any more. */
    DATA_STALE,
    /** Offset, length or size do not fit the request. */
    DATA_MISFIT,
    /** Before the response, and only that tells how to read the offset. */
    DATA_TOO_EARLY,
    /** From another node than was asked, taken because the id is ours. */
    DATA_FOREIGN,
    /** The sink had no room. */
    DATA_REFUSED,
    SERVED_REQUESTS,
    SERVED_PACKETS,
    SERVED_BYTES,
    /** A request that no client may send; its connection was closed. */
    SERVED_BAD_REQUEST,
    /** A request with the layout of an older libdtp; its connection was closed. */
    SERVED_OLD_LAYOUT,
    /** More than this server's MTU was asked. */
    SERVED_MTU_TOO_LARGE,
    /** A start beyond the end of the payload. */
    SERVED_BEYOND_END,
    /** Above 4 GiB - 1, and the request does not count chunks. */
    SERVED_TOO_LARGE,
    /** No such payload, or not for this peer. */
    SERVED_REFUSED,
    /** No answer now: too many, stopping, input or output error. */
    SERVED_UNAVAILABLE,
    /** The payload changed, or could not be read, while it was served. */
    SERVED_READ_FAILED,
    /** Ended by a fault of this program, which is logged. */
    SERVED_FAILED,
    /** Ended by the client's RST, by its silence or by an operator before all was sent. */
    SERVED_CUT_SHORT,
    /** The node's link had no room just then; the packet went a little later. */
    SERVED_LINK_BUSY
}
