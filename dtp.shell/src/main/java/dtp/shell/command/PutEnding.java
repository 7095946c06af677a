package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.Verification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The end of a put. There is no state to go on from here: what the remote has is known there, and the same command again sends
 * what it misses.
 *
 * @param again the options of this put, each behind a blank
 * @param requireDigest whether a put that no digest confirms has failed
 */
record PutEnding(Path file, Endpoint target, String again, boolean requireDigest) implements Ending {
    @Override
    public int exit(SessionStatus status) {
        return unconfirmed(status) ? Exit.FAILED : Words.exit(status);
    }

    private boolean unconfirmed(SessionStatus status) {
        return requireDigest
                && status.state() == SessionState.COMPLETED
                && status.verification() != Verification.DIGEST;
    }

    @Override
    public List<String> complete(Session session, SessionStatus status) {
        return List.of(target + ": " + status.heldBytes() + " bytes", confirmed(status));
    }

    private static String confirmed(SessionStatus status) {
        return switch (status.verification()) {
            case DIGEST ->
                status.payload()
                        .digest()
                        .map(digest -> "verified " + digest)
                        .orElse("verified: the peer has compared a digest");
            case SIZE -> "not verified: the peer confirms all bytes, but no digest";
            case NONE -> "sent, not confirmed: the peer acknowledges nothing";
        };
    }

    @Override
    public List<String> unfinished(Session session, SessionStatus status) {
        List<String> lines = new ArrayList<>();
        String name = file.getFileName() + " to " + target + ": ";
        if (unconfirmed(status)) {
            lines.add(name + confirmed(status) + ", and --require-digest asks for one");
            return lines;
        }
        lines.add(name + status.state().toString().toLowerCase(Locale.ROOT) + ": "
                + status.reason().map(Reason::text).orElse("it has not ended"));
        if (status.state() != SessionState.CANCELLED) {
            String put = "dtp put " + Words.quoted(file) + " " + Words.quoted(target.toString()) + again;
            lines.add(
                    neverOpened(status)
                            ? "Once the file can be read: " + put
                            : "Nothing of it is kept here: the remote knows what it has, and putting again sends the rest"
                                    + " where its protocol can. To go on: " + put);
        }
        return lines;
    }

    /** Its size is known from the opening on: the remote has heard nothing of it. */
    private static boolean neverOpened(SessionStatus status) {
        return status.state() == SessionState.FAILED && status.payload().size().isEmpty();
    }
}
