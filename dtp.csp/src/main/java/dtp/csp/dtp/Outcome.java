package dtp.csp.dtp;

import dtp.csp.rdp.RdpEnd;

/** How a request ended for the fetch that made it. */
enum Outcome {
    /** All that it asked for is held, or what it was sent for is known. */
    COMPLETE,
    /** The server closed, and the line has been quiet for long enough (csp-dtp.md §10.6). */
    RESET,
    /** Nothing came for the idle timeout. */
    QUIET,
    /** No SYN|ACK. */
    NO_ANSWER,
    /** RST instead of SYN|ACK. */
    REFUSED,
    /** RST without response and data: final (csp-dtp.md §9). */
    NOT_FOUND,
    /** Closed without an answer after so long that a broken line can be the cause. */
    CLOSED_UNANSWERED,
    /** Open, then silent, and nothing had come. */
    LOST,
    /** The long request did not get through; it is to be sent again as 80 bytes. */
    TOO_LONG,
    /** The node was stopped. */
    STOPPED;

    /** @param heardAnything a response or data came before the connection ended */
    static Outcome of(RdpEnd end, boolean heardAnything) {
        return switch (end) {
            case NO_ANSWER -> NO_ANSWER;
            case REFUSED -> REFUSED;
            case STOPPED -> STOPPED;
            case TIMED_OUT, REPLACED, ABANDONED -> heardAnything ? QUIET : LOST;
            case RESET, RESET_INCOMPLETE, CLOSED, CLOSE_UNCONFIRMED -> RESET;
        };
    }
}
