package dtp.shell.command;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.Verification;
import dtp.api.payload.Digest;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is said at the end of a transfer, and with which exit code. Pure. */
final class Words {
    /** Of a download whose process was killed. */
    static final String KILLED = "What it had received is in its files: see dtp sessions, and dtp resume FILE.";

    private Words() {}

    static int exit(SessionStatus status) {
        return switch (status.state()) {
            case COMPLETED -> Exit.COMPLETE;
            case FAILED, CANCELLED -> Exit.FAILED;
            case WAITING, RUNNING, VERIFYING, PAUSED -> Exit.RESUMABLE;
        };
    }

    /** {@code --digest}, null when it is not given. @throws CommandException with wrong usage */
    static Optional<Digest> digest(String text) throws CommandException {
        try {
            return Optional.ofNullable(text).map(Digest::parse);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("--digest: " + e.getMessage());
        }
    }

    /** What went wrong: where the system only says at which path, its kind is said as well. */
    static String why(IOException e) {
        String text = e.getMessage();
        if (!(e instanceof FileSystemException f) || f.getReason() != null) {
            return text;
        }
        if (e instanceof AccessDeniedException) {
            return text
                    + ": permission denied. Nothing there was changed; choose another place, or let this user use it.";
        }
        return e instanceof NoSuchFileException ? text + ": there is no such file or directory" : text;
    }

    /** What the system has against a path that is named already. */
    static String withoutPath(FileSystemException e) {
        if (e.getReason() != null) {
            return e.getReason();
        }
        return e instanceof AccessDeniedException
                ? "permission denied"
                : e instanceof NoSuchFileException ? "there is no such file" : "the system does not say why";
    }

    /** The last line of a completed transfer. */
    static String verified(SessionStatus status) {
        return status.verification() == Verification.DIGEST
                        && status.payload().digest().isPresent()
                ? "verified " + status.payload().digest().get()
                : "not verified: the peer offers no digest";
    }

    /** Why a session that did not complete stands where it stands, and how to go on: with the options {@code again}. */
    static List<String> unfinished(Path file, String again, List<Endpoint> endpoints, SessionStatus status) {
        List<String> lines = new ArrayList<>();
        Optional<Reason> reason = status.reason();
        String where = reason.flatMap(Reason::endpoint)
                .or(() -> endpoints.stream().findFirst())
                .map(Endpoint::toString)
                .orElse("the peer");
        String state = status.state() == SessionState.PAUSED
                ? "paused"
                : status.state().toString().toLowerCase(Locale.ROOT);
        String why = reason.map(Reason::text).orElse("it has not ended");
        lines.add(file.getFileName() + " from " + where + ": " + state + ": " + why);
        if (status.state() == SessionState.CANCELLED) {
            return lines;
        }
        if (status.heldBytes() > 0 || status.state() != SessionState.FAILED) {
            lines.add(status.heldBytes() + " bytes are safe in " + file + ".part. To go on: dtp resume " + quoted(file)
                    + again);
        }
        return lines;
    }

    /** As a shell takes it. */
    static String quoted(Path file) {
        return quoted(file.toString());
    }

    /** As a shell takes it. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./@%+=:,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
