package dtp.csp.dtp;

import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.csp.wire.DtpResponse;
import dtp.csp.wire.ResponseExtension;
import java.time.Instant;

/** What responses have told of one payload, and since when. {@link #info} any thread, the rest the node's. */
final class Told {
    private volatile PayloadInfo info;
    private long size = -1;
    private boolean sizeIsFresh;
    private long responseNs;

    Told(String name) {
        info = PayloadInfo.named(name);
    }

    PayloadInfo info() {
        return info;
    }

    /** Bytes, -1 while unknown. */
    long size() {
        return size;
    }

    /** No chunk number may be sent that the size told on the previous request does not cover (csp-dtp.md §9). */
    boolean sizeIsFresh(long nowNs) {
        return sizeIsFresh && nowNs - responseNs <= DtpDownload.SIZE_HOLDS_NS;
    }

    /** csp-dtp.md §9: a response was lost, the next request is 0..0. */
    void responseLost() {
        sizeIsFresh = false;
    }

    /** What another source was told of the same payload; its size is too old to ask by. */
    void from(Told other) {
        info = other.info;
        size = other.size;
    }

    void by(DtpResponse response, long nowNs) {
        responseNs = nowNs;
        sizeIsFresh = true;
        PayloadInfo told = PayloadInfo.named(info.name()).size(response.payloadSize());
        if (response.extension().isPresent()) {
            told = extended(told, response.extension().get());
        }
        boolean sameSize = told.size().equals(info.size());
        info = sameSize ? told.learn(info) : told;
        size = response.payloadSize();
    }

    private static PayloadInfo extended(PayloadInfo told, ResponseExtension extension) {
        PayloadInfo more = told;
        if (extension.modifiedMs() > 0) {
            more = more.modified(Instant.ofEpochMilli(extension.modifiedMs()));
        }
        if (extension.sha256().isPresent()) {
            more = more.digest(new Digest(Digest.SHA_256, extension.sha256().get()));
        }
        return more;
    }
}
