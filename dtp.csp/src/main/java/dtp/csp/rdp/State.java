package dtp.csp.rdp;

/** Of a connection, with the names of RFC 908. */
enum State {
    NEW,
    SYN_SENT,
    SYN_RCVD,
    OPEN,
    CLOSE_WAIT,
    CLOSED
}
