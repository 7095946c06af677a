package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is known of a session's payload, and whether what a source tells can be the same one. Any thread. */
final class Identity {
    private final SessionSets sets;
    private final Map<Endpoint, Instant> modifiedTold = new HashMap<>();
    private PayloadInfo info;
    private Endpoint teller;

    Identity(SessionSets sets, PayloadInfo known) {
        this.sets = sets;
        info = known;
    }

    synchronized PayloadInfo info() {
        return info;
    }

    /** The endpoint whose word is kept; empty while the size is not known or comes from the session file. */
    synchronized Optional<Endpoint> teller() {
        return Optional.ofNullable(teller);
    }

    /** A modification time that this endpoint told in an earlier run. */
    synchronized void remember(Endpoint from, Instant modified) {
        modifiedTold.put(from, modified);
    }

    /** What is asked for counts, whatever was told before. */
    synchronized void demand(Digest digest) {
        info = info.digest(digest);
    }

    /** Everything was given up: only {@code known} holds. */
    synchronized void forget(PayloadInfo known) {
        info = known;
        teller = null;
        modifiedTold.clear();
    }

    /**
     * Where nothing is held nothing can be mixed: what was told before binds no more. What is demanded does, and a digest that was
     * told with its size, because the whole is compared with it. Only while nobody is asked.
     *
     * @return whether anything was known that is not known now
     */
    synchronized boolean beginAnew(Optional<Digest> demanded) {
        if (!sets.holdsNothing()) {
            return false;
        }
        PayloadInfo before = info;
        PayloadInfo named = PayloadInfo.named(info.name());
        modifiedTold.clear();
        if (info.digest().isPresent() && !info.digest().equals(demanded)) {
            PayloadInfo kept = named.digest(info.digest().get());
            info = info.size().isPresent() ? kept.size(info.size().getAsLong()) : kept;
        } else {
            info = demanded.map(named::digest).orElse(named);
            teller = null;
            sets.forgetSize();
        }
        return !info.equals(before);
    }

    /** Takes over what is new. @return why it cannot be the same payload; then nothing was taken over */
    synchronized Optional<String> learn(Endpoint from, PayloadInfo told) {
        if (!info.mayBe(told)) {
            return Optional.of("tells " + shown(told) + ", but the session is of " + shown(info));
        }
        Instant before = modifiedTold.get(from);
        boolean sameDigest = told.digest().isPresent() && told.digest().equals(info.digest());
        if (before != null
                && told.modified().isPresent()
                && !told.modified().get().equals(before)
                && !sameDigest) {
            return Optional.of(
                    "tells that the payload was modified " + told.modified().get() + ", before it told " + before);
        }
        if (told.size().isPresent() && !sets.setSize(told.size().getAsLong())) {
            return Optional.of("tells " + told.size().getAsLong() + " bytes, but there are bytes behind that already");
        }
        told.modified().ifPresent(m -> modifiedTold.put(from, m));
        if (info.size().isEmpty() && told.size().isPresent()) {
            teller = from;
        }
        info = info.learn(told);
        return Optional.empty();
    }

    /** At the end: the digest stands in what is known exactly when it was compared. */
    synchronized void compared(Optional<Digest> computed, boolean withTold) {
        if (withTold) {
            info = info.digest(computed.orElseThrow());
        }
    }

    private static String shown(PayloadInfo info) {
        return (info.size().isPresent() ? info.size().getAsLong() + " bytes" : "an unknown size")
                + info.digest().map(d -> " " + d).orElse("");
    }

    Reason changed(Endpoint from, String how) {
        boolean canBeginAnew = sets.holdsNothing() && info().digest().isEmpty();
        return Reason.at(
                from,
                Reason.Code.SOURCE_CHANGED,
                "The source " + how
                        + (canBeginAnew
                                ? ". Nothing had come of that one: resume gets the one that the source has now."
                                : ". All bytes that came are kept and safe. Resume when the source has the old payload"
                                        + " again, or cancel --delete and get the new one."));
    }
}
