package dtp.transport.zmq.machine;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.Reason.Code;
import dtp.api.transport.End;

/** How uploads and reads end, in words for the operator. Immutable; any thread. */
final class ClientEnds {
    /** What our servers say where another try may succeed; other servers' refusals count as final. */
    private static final String FOR_NOW = "try again later";

    private final Endpoint endpoint;

    ClientEnds(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    boolean isForNow(String text) {
        return text.contains(FOR_NOW);
    }

    private End end(End.Kind kind, Code code, String text) {
        return End.of(kind, Reason.at(endpoint, code, text));
    }

    End lost() {
        return end(
                End.Kind.TRANSIENT,
                Code.NO_CONTACT,
                "The connection to " + endpoint.authority() + " was lost. What the server has not acknowledged as a"
                        + " whole file it drops; the next try sends the file anew.");
    }

    End breaking() {
        return end(
                End.Kind.TRANSIENT,
                Code.NO_CONTACT,
                "The connections to " + endpoint.authority() + " break again and again, and nothing more gets through."
                        + " What came so far is kept; the same put resumes it.");
    }

    /** It misses again what it has said it took. */
    End forgetting() {
        return end(
                End.Kind.TRANSIENT,
                Code.IO_ERROR,
                endpoint.authority()
                        + " takes the bytes and then misses them again; for as long as the idle timeout it has"
                        + " kept nothing more. What it kept before is safe: have its disk looked at; the same put then"
                        + " resumes it.");
    }

    End silent(boolean connected) {
        return end(
                End.Kind.TRANSIENT,
                Code.NO_CONTACT,
                connected
                        ? endpoint.authority() + " was reached and then fell silent. What came so far is kept."
                        : "Nobody answers at " + endpoint.authority() + ". Nothing was lost; try again when there is"
                                + " contact.");
    }

    End unreachable(String why) {
        return end(
                End.Kind.TRANSIENT,
                Code.NO_CONTACT,
                endpoint.authority() + " cannot be reached: " + why + ". Nothing was lost; try again when there is"
                        + " contact.");
    }

    End refused(String text) {
        return isForNow(text)
                ? end(End.Kind.TRANSIENT, Code.BUSY, endpoint.authority() + " says: " + text)
                : end(End.Kind.PERMANENT, Code.NOT_ALLOWED, endpoint.authority() + " refuses it: " + text);
    }

    End rejected(long offset, String text) {
        return end(
                End.Kind.PERMANENT,
                Code.PROTOCOL_ERROR,
                endpoint.authority() + " rejects the bytes at " + offset + " again and again: " + text);
    }

    End notTheProtocol(String text) {
        return end(
                End.Kind.PERMANENT,
                Code.PROTOCOL_ERROR,
                endpoint.authority() + " does not speak this protocol: " + text + ".");
    }

    End unreadable(String why) {
        return end(
                End.Kind.TRANSIENT,
                Code.IO_ERROR,
                "The payload cannot be read (" + why + "); the server makes no file of what was sent.");
    }

    End notThere(String text) {
        return isForNow(text)
                ? refused(text)
                : end(End.Kind.PERMANENT, Code.NOT_FOUND, endpoint.authority() + " does not give it: " + text);
    }

    End changed() {
        return end(
                End.Kind.TRANSIENT,
                Code.SOURCE_CHANGED,
                "The payload at " + endpoint.authority() + " was changed while it was being read.");
    }
}
