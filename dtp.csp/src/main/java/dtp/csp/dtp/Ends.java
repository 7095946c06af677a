package dtp.csp.dtp;

import dtp.api.Reason;
import dtp.api.Reason.Code;
import dtp.api.transport.End;

/** What a request that failed means for the session, in words for the operator. Any thread. */
final class Ends {
    private Ends() {}

    static End of(Outcome outcome, DtpDownload download) {
        String node = "CSP node " + download.peer().node();
        String payload = "payload " + download.payloadId();
        return switch (outcome) {
            case COMPLETE, RESET -> End.of(End.Kind.ENDED);
            case QUIET -> End.of(End.Kind.QUIET);
            case STOPPED -> End.of(End.Kind.CLOSED);
            case NO_ANSWER ->
                transientEnd(
                        download,
                        Code.NO_CONTACT,
                        node + " does not answer. What came so far is kept; try again when there is contact.");
            case LOST, TOO_LONG ->
                transientEnd(
                        download,
                        Code.NO_CONTACT,
                        node + " was reached and then fell silent before it answered. What came so far is kept.");
            case REFUSED ->
                transientEnd(
                        download,
                        Code.BUSY,
                        node + " takes no connection just now. What came so far is kept; try again later.");
            case CLOSED_UNANSWERED ->
                transientEnd(
                        download,
                        Code.BUSY,
                        node + " closed the connection without an answer after a long wait. What came so far is kept.");
            // csp-dtp.md §9: never retried, because each such request leaks a buffer of a C server
            case NOT_FOUND ->
                End.of(
                        End.Kind.PERMANENT,
                        Reason.at(
                                download.endpoint(),
                                Code.NOT_FOUND,
                                node + " has no " + payload
                                        + ", or does not give it to this node. It is not asked again."));
        };
    }

    /** csp-dtp.md §10.5. */
    static End noPlace(DtpDownload download, int unanswered) {
        String text = "CSP node " + download.peer().node() + " has taken " + unanswered
                + " requests and answered none. It may still work on them, so it is sent no more for up to an hour, unless it"
                + " answers one of them. What came so far is kept; see to that node, or try again later.";
        return transientEnd(download, Code.BUSY, text);
    }

    static End tooLarge(DtpDownload download) {
        String text = "The payload has " + download.size() + " bytes: with an MTU of " + download.mtu()
                + " and this server DTP over CSP carries at most 4 GiB - 1. Fetch it over another transport.";
        return End.of(End.Kind.PERMANENT, Reason.at(download.endpoint(), Code.TOO_LARGE, text));
    }

    private static End transientEnd(DtpDownload download, Code code, String text) {
        return End.of(End.Kind.TRANSIENT, Reason.at(download.endpoint(), code, text));
    }
}
