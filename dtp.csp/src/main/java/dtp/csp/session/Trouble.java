package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.csp.store.SessionFileException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Words for what a disk, or a transport on this side, refuses. */
final class Trouble {
    private Trouble() {}

    static boolean isDiskFull(IOException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("quota exceeded") || text.contains("not enough space");
    }

    static boolean isOfTheDisk(Reason reason) {
        return reason.code() == Reason.Code.DISK_FULL || reason.code() == Reason.Code.IO_ERROR;
    }

    static Reason writing(Path file, IOException e) {
        if (e instanceof SessionFileException) {
            return Reason.of(Reason.Code.IO_ERROR, e.getMessage()); // which says what to do
        }
        return isDiskFull(e)
                ? Reason.of(
                        Reason.Code.DISK_FULL,
                        "The disk of " + file + " is full. What came before is safe; make room, then resume.")
                : Reason.of(
                        Reason.Code.IO_ERROR,
                        file + " cannot be written (" + e.getMessage()
                                + "). What was recorded before is safe; resume when the disk" + " works again.");
    }

    static Reason syncing(Path file, IOException e) {
        return isDiskFull(e)
                ? writing(file, e)
                : Reason.of(
                        Reason.Code.IO_ERROR,
                        file + " could not be synced (" + e.getMessage()
                                + "). What was recorded before is safe; what came since will"
                                + " be fetched again: resume when the disk works again.");
    }

    static Reason reading(Path file, IOException e) {
        return Reason.of(
                Reason.Code.IO_ERROR,
                file + " cannot be read back (" + e.getMessage()
                        + "). Nothing was published and nothing deleted; resume tries again.");
    }

    static Reason noTransportToGet(Endpoint at) {
        return transportGone(
                at, "No transport for ", " is there; what came is safe, and the session goes on when it is back.");
    }

    static Reason noTransportToPut(Endpoint at) {
        return transportGone(at, "No transport for ", " is there; the put goes on when it is back.");
    }

    /** It ended what nobody had asked it to end. */
    static Reason transportClosed(Endpoint at) {
        return transportGone(
                at, "The transport for ", " closed the request by itself; if that stays so, start its bundle anew.");
    }

    private static Reason transportGone(Endpoint at, String before, String behind) {
        return Reason.at(at, Reason.Code.TRANSPORT_GONE, before + at.scheme() + behind);
    }

    /** Of what is to be sent; {@code file} is empty when it is none. */
    static Reason opening(Optional<Path> file, Exception e) {
        String what = file.map(Object::toString).orElse("the payload");
        return e instanceof NoSuchFileException
                ? Reason.of(Reason.Code.NOT_FOUND, what + " is not there, or is no regular file; nothing was sent.")
                : Reason.of(
                        Reason.Code.IO_ERROR, what + " cannot be read (" + withoutPath(e) + "); resume tries again.");
    }

    /** The message of the system alone is a path that is named already. */
    private static String withoutPath(Exception e) {
        if (!(e instanceof FileSystemException f)) {
            return e.getMessage();
        }
        return Optional.ofNullable(f.getReason())
                .orElse(e instanceof AccessDeniedException ? "permission denied" : "the system does not say why");
    }

    /** The transport of the endpoint throws when it is given it. */
    static Reason notTaken(Endpoint endpoint, RuntimeException e) {
        return Reason.at(
                endpoint,
                Reason.Code.NOT_ALLOWED,
                "The transport for " + endpoint.scheme() + " does not take " + endpoint + " (" + e.getMessage()
                        + "). All that came is safe; resume when it is configured for it, or from another endpoint.");
    }
}
