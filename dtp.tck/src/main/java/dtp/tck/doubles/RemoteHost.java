package dtp.tck.doubles;

import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.End;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A far end: what it holds, what has been put there, and the script of its troubles. Everything may be changed while transfers
 * run, from any thread; what it holds is looked up when a request begins.
 */
public final class RemoteHost {
    /** One request as the remote saw it. */
    public record Request(String name, IntervalSet wanted) {}

    /** How the line breaks. */
    enum Break {
        NONE,
        BROKEN,
        SILENT
    }

    private final String authority;
    private final Map<String, RemoteContent> contents = new HashMap<>();
    private final Map<String, Upload> uploads = new HashMap<>();
    private final Map<String, End> refusals = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private boolean away;
    private int busyRequests;
    private Break breaks = Break.NONE;
    private long breakAfterBytes;
    private long corruptAt = -1;
    private long rateBytesPerSecond;
    private Duration latency = Duration.ZERO;
    private boolean digestTold = true;
    private Instant modified;
    private long sentBytes;

    RemoteHost(String authority) {
        this.authority = authority;
    }

    public String authority() {
        return authority;
    }

    /** Holds {@code content} under {@code name} from now on; replaces what was there. */
    public synchronized RemoteHost holds(String name, RemoteContent content) {
        contents.put(name, content);
        return this;
    }

    public RemoteHost holds(String name, byte[] content) {
        return holds(name, RemoteContent.of(content));
    }

    public synchronized RemoteHost forgets(String name) {
        contents.remove(name);
        return this;
    }

    /** Nothing is answered any more, and what streams falls silent. */
    public synchronized RemoteHost goAway() {
        away = true;
        return this;
    }

    public synchronized RemoteHost comeBack() {
        away = false;
        return this;
    }

    /** Every request for the name, get or put, ends PERMANENT with this reason. */
    public synchronized RemoteHost refuse(String name, Reason.Code code) {
        refusals.put(name, End.of(End.Kind.PERMANENT, Reason.of(code, authority + " refuses " + name)));
        return this;
    }

    public synchronized RemoteHost refuseNoLonger(String name) {
        refusals.remove(name);
        return this;
    }

    /** The next so many requests end TRANSIENT with BUSY. */
    public synchronized RemoteHost busyFor(int nextRequests) {
        busyRequests = nextRequests;
        return this;
    }

    /** The transfer that moves the byte after so many from now breaks off, TRANSIENT; once. */
    public synchronized RemoteHost breakAfter(long bytes) {
        breaks = Break.BROKEN;
        breakAfterBytes = bytes;
        return this;
    }

    /** As {@link #breakAfter}, but the line just falls silent: QUIET after the idle timeout. */
    public synchronized RemoteHost fallSilentAfter(long bytes) {
        breaks = Break.SILENT;
        breakAfterBytes = bytes;
        return this;
    }

    /** The byte at that position arrives wrong the next time it is sent; once. */
    public synchronized RemoteHost corruptOnce(long position) {
        corruptAt = position;
        return this;
    }

    /** @param value bytes a second for each transfer, 0 for no limit */
    public synchronized RemoteHost rateBytesPerSecond(long value) {
        rateBytesPerSecond = value;
        return this;
    }

    /** From a request to its answer. */
    public synchronized RemoteHost latency(Duration value) {
        latency = value;
        return this;
    }

    /** Whether a protocol that can tell digests tells them; true at first. */
    public synchronized RemoteHost tellsDigest(boolean value) {
        digestTold = value;
        return this;
    }

    public synchronized RemoteHost tellsModified(Instant value) {
        modified = value;
        return this;
    }

    /** Requests to get, in their order. */
    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Payload bytes that left here for gets, lost ones included. */
    public synchronized long sentBytes() {
        return sentBytes;
    }

    /** What is held under the name, also after a put has been stored. */
    public synchronized Optional<RemoteContent> content(String name) {
        return Optional.ofNullable(contents.get(name));
    }

    /** What has come of an unfinished put. */
    public synchronized IntervalSet received(String name) {
        Upload upload = uploads.get(name);
        return upload == null ? IntervalSet.empty() : upload.received();
    }

    synchronized boolean isAway() {
        return away;
    }

    synchronized Duration latency() {
        return latency;
    }

    synchronized long rate() {
        return rateBytesPerSecond;
    }

    synchronized void asked(String name, IntervalSet wanted) {
        requests.add(new Request(name, wanted));
    }

    /** Why a request is not answered; empty when it is. */
    synchronized Optional<End> refusal(String name, boolean mustExist) {
        if (refusals.containsKey(name)) {
            return Optional.of(refusals.get(name));
        }
        if (busyRequests > 0) {
            busyRequests--;
            return Optional.of(End.of(End.Kind.TRANSIENT, Reason.of(Reason.Code.BUSY, authority + " is busy")));
        }
        if (mustExist && !contents.containsKey(name)) {
            return Optional.of(
                    End.of(End.Kind.PERMANENT, Reason.of(Reason.Code.NOT_FOUND, authority + " has no " + name)));
        }
        return Optional.empty();
    }

    synchronized PayloadInfo info(String name, RemoteContent content, boolean canDigest) {
        PayloadInfo info = PayloadInfo.named(name).size(content.size());
        info = modified == null ? info : info.modified(modified);
        return canDigest && digestTold ? info.digest(content.digest()) : info;
    }

    /** How many of the next {@code bytes} pass before the line breaks. */
    synchronized int passes(int bytes) {
        return breaks == Break.NONE ? bytes : (int) Math.min(bytes, breakAfterBytes);
    }

    /** Counts bytes that passed; answers whether the line has broken with them. */
    synchronized Break passed(int bytes) {
        if (breaks == Break.NONE) {
            return Break.NONE;
        }
        breakAfterBytes -= bytes;
        if (breakAfterBytes > 0) {
            return Break.NONE;
        }
        Break how = breaks;
        breaks = Break.NONE;
        return how;
    }

    synchronized void sent(int bytes) {
        sentBytes += bytes;
    }

    /** The index of the byte to spoil among {@code bytes} from {@code position}, or -1. */
    synchronized int spoils(long position, int bytes) {
        if (corruptAt < position || corruptAt >= position + bytes) {
            return -1;
        }
        int index = (int) (corruptAt - position);
        corruptAt = -1;
        return index;
    }

    synchronized Upload upload(String name) {
        return uploads.computeIfAbsent(name, n -> new Upload());
    }

    /** What was put becomes what is held. */
    synchronized void store(String name) {
        contents.put(name, RemoteContent.of(uploads.remove(name).bytes()));
    }

    synchronized void drop(String name) {
        uploads.remove(name);
    }
}
