package dtp.transport.udp.net;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.End;
import dtp.transport.udp.machine.PutSpec;
import dtp.transport.udp.machine.PutTransfer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One put on its way; its digest is told first, so that the server can keep what came when it breaks off. Any thread. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a datagram socket is as if lost on the way
final class KftpDelivery implements Delivery {
    private final Running running;
    private final Endpoint target;
    private final TransferOptions options;
    /** Of the loop, once there is a socket. */
    private PutTransfer put;

    private volatile Verification verification = Verification.NONE;
    private volatile long limit = Long.MAX_VALUE;

    KftpDelivery(
            KftpTransport transport,
            Payload payload,
            Endpoint target,
            TransferOptions options,
            DeliveryObserver observer) {
        this.target = target;
        this.options = options;
        running = new Running(transport);
        Hosts hosts = Hosts.parse(target.authority());
        if (hosts.all().size() != 1) {
            running.finish(End.of(
                    End.Kind.PERMANENT,
                    Reason.at(target, Reason.Code.PROTOCOL_ERROR, "a put goes to one server; name only one")));
            return;
        }
        if (KftpTransport.digest(target, options).equals("sha1")) {
            running.finish(End.of(
                    End.Kind.PERMANENT,
                    Reason.at(
                            target,
                            Reason.Code.PROTOCOL_ERROR,
                            "a put is verified by its SHA-256; say digest=sha256, digest=none, or nothing")));
            return;
        }
        Optional<Digest> known =
                payload.info().digest().filter(d -> d.algorithm().equals(Digest.SHA_256));
        if (known.isPresent()) {
            start(hosts, payload, hex(known.get()), observer);
        } else if (KftpTransport.digest(target, options).isEmpty()) {
            start(hosts, payload, "", observer);
        } else {
            payload.digest(Digest.SHA_256).whenComplete((digest, failed) -> {
                if (failed == null) {
                    start(hosts, payload, hex(digest), observer);
                } else {
                    running.finish(End.of(
                            End.Kind.PERMANENT,
                            Reason.at(
                                    target,
                                    Reason.Code.IO_ERROR,
                                    "the payload cannot be read: " + failed.getMessage())));
                }
            });
        }
    }

    private static String hex(Digest digest) {
        String text = digest.toString();
        return text.substring(text.indexOf(':') + 1);
    }

    private void start(Hosts hosts, Payload payload, String sha256, DeliveryObserver observer) {
        PutSpec spec = new PutSpec(
                target,
                payload.info().size().orElseThrow(),
                sha256,
                KftpTransport.piece(target, options),
                options.throughputBytesPerSecond(),
                options.idleTimeout().toNanos());
        running.start(
                target,
                hosts,
                // there is but one, and it is found or the end
                missing -> {},
                (names, lines, around) -> {
                    put = new PutTransfer(
                            spec, payload, names.get(0), lines.get(0), observer, limit, around, this::ended);
                    return put;
                });
    }

    private void ended(End end) {
        if (end.kind() == End.Kind.ENDED) {
            verification = put.verification();
        }
        running.ended(end);
    }

    @Override
    public CompletionStage<End> end() {
        return running.end();
    }

    @Override
    public Verification verification() {
        return verification;
    }

    @Override
    public void throughput(long bytesPerSecond) {
        limit = Math.max(1, bytesPerSecond);
        running.throughput(limit);
    }

    @Override
    public void close() {
        running.finish(End.of(End.Kind.CLOSED));
    }
}
