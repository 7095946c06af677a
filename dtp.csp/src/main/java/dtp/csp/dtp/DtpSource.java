package dtp.csp.dtp;

import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Contact;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.api.transport.Source;
import dtp.api.transport.SourceTraits;
import dtp.csp.node.NodeHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * One payload of one CSP node, as the engine sees it. [T05] Any thread: everything is handed to the node's thread, where the
 * {@link DtpDownload} behind it lives.
 */
final class DtpSource implements Source {
    private final NodeHandle handle;
    private final DtpClient client;
    private final DownloadSettings settings;
    private final DtpRate rate;
    private final DtpDownload download;

    DtpSource(DtpClient client, DownloadSettings settings, DtpRate rate) {
        this.handle = client.handle();
        this.client = client;
        this.settings = settings;
        this.rate = rate;
        this.download = new DtpDownload(client, settings, rate);
    }

    /** By CSP ping, at most one every 10 s (csp-dtp.md §9). */
    @Override
    public CompletionStage<Contact> contact() {
        CompletableFuture<Contact> answer = new CompletableFuture<>();
        try {
            handle.execute(() -> {
                long nowNs = handle.nowNs();
                client.pings()
                        .ping(settings.node(), settings.idleTimeoutNs(), nowNs, ns -> answer.complete(contact(ns)));
            });
        } catch (RejectedExecutionException e) {
            answer.complete(new Contact(
                    End.of(End.Kind.CLOSED),
                    PayloadInfo.named(settings.endpoint().name())));
        }
        return answer.minimalCompletionStage();
    }

    private Contact contact(long roundTripNs) {
        if (roundTripNs >= 0) {
            return new Contact(End.of(End.Kind.ENDED), download.info());
        }
        String text = "CSP node " + settings.node()
                + " does not answer a ping. Nothing is lost; try again when there is contact.";
        Reason reason = Reason.at(settings.endpoint(), Reason.Code.NO_CONTACT, text);
        return new Contact(End.of(End.Kind.TRANSIENT, reason), download.info());
    }

    @Override
    public SourceTraits traits() {
        return download.traits();
    }

    @Override
    public Fetch fetch(IntervalSet wanted, Sink sink) {
        DtpFetch fetch = new DtpFetch(download, wanted, sink);
        try {
            handle.execute(() -> download.start(fetch, handle.nowNs()));
        } catch (RejectedExecutionException e) {
            fetch.abandoned();
        }
        return fetch;
    }

    /** From the next request on: DTP cannot change one that is under way. */
    @Override
    public void throughput(long bytesPerSecond) {
        rate.share(Math.max(1, bytesPerSecond));
    }

    @Override
    public void close() {
        try {
            handle.execute(() -> download.close(handle.nowNs()));
        } catch (RejectedExecutionException e) {
            download.abandon();
        }
    }
}
