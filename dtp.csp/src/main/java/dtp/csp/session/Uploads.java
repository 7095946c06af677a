package dtp.csp.session;

import dtp.api.SessionState;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadStore;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.RefusedException;
import dtp.api.transport.RefusedException.Why;
import dtp.csp.store.NewSession;
import dtp.csp.store.OpenedSession;
import dtp.csp.store.ReceivedUploads;
import dtp.csp.store.SessionFileException;
import dtp.csp.store.SessionFiles;
import dtp.csp.store.SessionPaths;
import dtp.csp.store.SourcesRecord;
import dtp.csp.store.StateRecord;
import dtp.csp.store.UploadKey;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads that arrive: one active a name, space promised once, paused ones found again by their key (durability.md §8). On the
 * STORES lane, but {@link #letGo} and {@link #promise} on any thread.
 */
final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    /** Active at once. */
    static final int MOST_ACTIVE = 1_000;
    /** In the session file of an upload: tells it from a get. */
    static final SourcesRecord RECEIVED = new SourcesRecord(List.of(), Map.of("direction", "RECEIVE"));

    private final EngineContext engine;
    private final SessionFileDesk desk;
    private final Stores stores;
    private final Consumer<OwnedSession> opened;
    private final Map<String, Active> active = new HashMap<>();
    private final Room room = new Room();
    private UploadHost host;

    private record Active(Upload upload, Optional<ReceiveSession> session) {}

    Uploads(EngineContext engine, SessionFileDesk desk, Stores stores, Consumer<OwnedSession> opened) {
        this.engine = engine;
        this.desk = desk;
        this.stores = stores;
        this.opened = opened;
    }

    /** The engine's host is made after this. */
    void attach(UploadHost made) {
        host = made;
    }

    private static String name(Offer offer) {
        return Normalizer.normalize(offer.payload().name(), Normalizer.Form.NFC);
    }

    /** The store is known by where it keeps its uploads. */
    private static String key(PayloadStore store, Offer offer, Peer peer) {
        return new UploadKey(
                        String.valueOf(store.staging().orElse(null)),
                        offer.payload().name(),
                        offer.payload().size().orElseThrow(),
                        offer.payload().digest().orElseThrow(),
                        peer.principal().orElse(""))
                .fileName();
    }

    ReceiveRun begin(Offer offer, Peer peer) throws RefusedException, IOException {
        PayloadStore store = stores.writable().orElseThrow(() -> Refusal.of(Why.NOT_ALLOWED, "nothing is taken here"));
        UUID id = new UUID(engine.random().nextLong(), engine.random().nextLong());
        String key = offer.resumable() ? key(store, offer, peer) : id.toString().replace("-", "");
        Upload upload = new Upload(offer, peer, store, key);
        reserve(upload);
        try {
            Optional<Payload> there = stores.open(offer.payload().name());
            if (there.isPresent()) {
                there.get().close();
                throw Refusal.of(Why.EXISTS, "there is a payload of that name");
            }
            ReceiveSession session = session(upload, open(upload, id));
            synchronized (active) {
                active.put(name(offer), new Active(upload, Optional.of(session)));
            }
            opened.accept(session);
            session.run().begin();
            return session.run();
        } catch (RefusedException | IOException | RuntimeException e) {
            letGo(upload);
            throw e;
        }
    }

    private ReceiveSession session(Upload upload, SessionFiles files) throws RefusedException, IOException {
        try {
            checkSpace(upload, files);
            ReceiveSession session = new ReceiveSession(engine, host, files, upload);
            room.counts(upload, session.intake().sets()::writtenBytes);
            return session;
        } catch (RefusedException | IOException | RuntimeException e) {
            release(files);
            throw e;
        }
    }

    /** The files of an upload that did not begin; what is held stays. */
    private static void release(SessionFiles files) {
        try {
            if (files.content().all().isEmpty()) {
                files.discard();
            } else {
                files.close();
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be closed", files.paths(), e); // retention clears it away
        }
    }

    /** The active upload of the name, while it is being brought to its end. */
    Optional<CompletionStage<Void>> ending(Offer offer) {
        synchronized (active) {
            return Optional.ofNullable(active.get(name(offer)))
                    .flatMap(Active::session)
                    .flatMap(s -> s.run().ending());
        }
    }

    private void reserve(Upload upload) throws RefusedException {
        synchronized (active) {
            if (active.size() >= MOST_ACTIVE) {
                throw Refusal.of(Why.TOO_MANY, "too many uploads at once");
            }
            if (active.putIfAbsent(name(upload.offer()), new Active(upload, Optional.empty())) != null) {
                throw Refusal.of(Why.IN_USE, "this name is being uploaded");
            }
        }
    }

    private SessionFiles open(Upload upload, UUID id) throws IOException, RefusedException {
        Path staging = upload.store().staging().orElseThrow(() -> Refusal.of(Why.NOT_ALLOWED, "nothing is taken here"));
        if (!engine.disk().exists(staging)) {
            engine.disk().createDirectories(staging);
            engine.disk().forceDirectory(staging.getParent());
        }
        SessionPaths paths = SessionPaths.staged(staging, upload.key(), null);
        if (engine.disk().exists(paths.state())) {
            try {
                Optional<SessionFiles> found = reopen(paths);
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (SessionFileException e) {
                requireOurs(e);
                ReceivedUploads.delete(engine.disk(), paths);
            }
        } else if (engine.disk().exists(paths.part())) {
            ReceivedUploads.delete(
                    engine.disk(), paths); // an older version left it: which of its bytes are good is lost
        }
        StateRecord begun = new StateRecord(
                SessionState.WAITING, Optional.empty(), engine.tasks().wallClock());
        return desk.create(paths, new NewSession(id, Optional.of(upload.offer().payload()), begun, RECEIVED, false));
    }

    /** What another container is at, or can go on with, is not thrown away. */
    private static void requireOurs(SessionFileException found) throws RefusedException {
        if (found.refusal() == SessionFileException.Refusal.IN_USE) {
            throw Refusal.of(Why.IN_USE, "this upload is under way");
        }
        if (found.refusal() == SessionFileException.Refusal.NEWER_VERSION) {
            LOG.warn("an upload is refused: {}", found.getMessage());
            throw Refusal.of(
                    Why.IO,
                    "a newer version of DTP holds what came of it before; nothing was touched. This container is to be"
                            + " updated; until then, offer it under another name");
        }
    }

    /** Empty when nothing of it is left, or what is left is of no use. */
    private Optional<SessionFiles> reopen(SessionPaths paths) throws IOException {
        OpenedSession opened = desk.open(paths);
        Optional<SessionFiles> files = opened.files();
        if (opened.outcome() == OpenedSession.Outcome.HANDED_OVER) {
            files.orElseThrow().discard(); // the name is free, so what was handed over did not arrive
            return Optional.empty();
        }
        if (files.isPresent() && opened.content().state().state() == SessionState.FAILED) {
            giveUp(files.get(), opened.content().all());
        }
        return files;
    }

    /** What did not verify is never built upon. */
    private static void giveUp(SessionFiles files, IntervalSet held) throws IOException {
        try {
            files.recordWithdrawn(held);
        } catch (IOException e) {
            release(files);
            throw e;
        }
    }

    private void checkSpace(Upload upload, SessionFiles files) throws IOException, RefusedException {
        room.enter(upload, upload.store().usableSpace(), files.content().all().bytes());
        OptionalLong size = upload.offer().payload().size();
        if (size.isPresent() && !room.promise(upload, size.getAsLong())) {
            throw Refusal.of(Why.NO_SPACE, "there is no room for " + size.getAsLong() + " bytes");
        }
    }

    /** Any thread; asks no disk. @return false: what is promised to all uploads of its store leaves no room for this one */
    boolean promise(Upload upload, long size) {
        return room.promise(upload, size);
    }

    void letGo(Upload upload) {
        synchronized (active) {
            active.values().removeIf(a -> a.upload() == upload);
        }
        room.leave(upload);
    }

    boolean isActive(String key) {
        synchronized (active) {
            return active.values().stream().anyMatch(a -> a.upload().key().equals(key));
        }
    }

    /** Uploads into stores that are not there any more are stopped; what is resumable stays in their folder. */
    void storesChanged() {
        List<ReceiveSession> lost;
        List<PayloadStore> there = stores.inOrder();
        synchronized (active) {
            lost = active.values().stream()
                    .filter(a -> !there.contains(a.upload().store()))
                    .flatMap(a -> a.session().stream())
                    .toList();
        }
        lost.forEach(ReceiveSession::pause);
    }
}
