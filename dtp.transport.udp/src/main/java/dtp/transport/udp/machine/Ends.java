package dtp.transport.udp.machine;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.transport.End;
import dtp.transport.udp.wire.Op;
import dtp.transport.udp.wire.Packet.Nack;

/** What the errors of the wire mean to a session (kftp.md, Errors). Pure. */
final class Ends {
    private Ends() {}

    static End refused(Endpoint endpoint, String server, Nack nack) {
        String said = nack.text().isEmpty() ? "" : ": " + nack.text();
        return switch (nack.error()) {
            case Op.NO_SUCH_FILE ->
                permanent(endpoint, Reason.Code.NOT_FOUND, server + " has no " + endpoint.name() + said);
            case Op.NOT_ALLOWED ->
                permanent(endpoint, Reason.Code.NOT_ALLOWED, server + " does not allow " + endpoint.name() + said);
            case Op.MODE_NOT_OFFERED ->
                permanent(endpoint, Reason.Code.NOT_ALLOWED, server + " does not offer this" + said);
            case Op.EXISTS ->
                permanent(
                        endpoint,
                        Reason.Code.EXISTS,
                        server + " has another " + endpoint.name() + " already" + said + "; choose another name");
            case Op.BAD_REQUEST ->
                permanent(endpoint, Reason.Code.PROTOCOL_ERROR, server + " did not understand the request" + said);
            case Op.NO_SPACE ->
                permanent(endpoint, Reason.Code.TOO_LARGE, server + " has no room for " + endpoint.name() + said);
            case Op.SOURCE_CHANGED ->
                permanent(endpoint, Reason.Code.SOURCE_CHANGED, endpoint.name() + " has changed at " + server + said);
            case Op.DIGEST_MISMATCH ->
                permanent(
                        endpoint,
                        Reason.Code.DIGEST_MISMATCH,
                        "what " + server + " received has another digest" + said + "; put it again");
            case Op.BUSY -> passing(endpoint, Reason.Code.BUSY, server + " is busy" + said);
            default -> passing(endpoint, Reason.Code.IO_ERROR, server + " failed with error " + nack.error() + said);
        };
    }

    private static End permanent(Endpoint endpoint, Reason.Code code, String text) {
        return End.of(End.Kind.PERMANENT, Reason.at(endpoint, code, text));
    }

    static End passing(Endpoint endpoint, Reason.Code code, String text) {
        return End.of(End.Kind.TRANSIENT, Reason.at(endpoint, code, text));
    }
}
