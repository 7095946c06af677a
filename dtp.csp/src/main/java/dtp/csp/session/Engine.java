package dtp.csp.session;

import dtp.api.GetRequest;
import dtp.api.PutRequest;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.StoredSession;
import dtp.api.VerificationReport;
import dtp.csp.plan.SimplePlanner;
import dtp.csp.store.Disk;
import dtp.csp.store.SessionFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session engine as a service: puts its parts together, brings sessions back at the start and to rest at the end. Any
 * thread; get, load, inspect and forget block shortly on the disk.
 */
public final class Engine implements SessionService {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final EngineContext context;
    private final EngineSettings settings;
    private final SessionTable table = new SessionTable();
    private final Ledger ledger;
    private final FileDigests digests;
    private final GetDesk gets;
    private final EngineHost host;
    private final AccessRules access = new AccessRules();
    private final Stores stores = new Stores();
    private final ServingRules serving;
    private final Archive archive;
    private final AtomicInteger toStop = new AtomicInteger();
    private volatile boolean stopping;

    /** Where an engine lives. */
    public record Place(Tasks tasks, RandomGenerator random, Disk disk, Path home) {}

    public Engine(Place place, EngineSettings settings) throws IOException {
        Tasks tasks = place.tasks();
        this.settings = settings;
        Callouts callouts = new Callouts(tasks);
        context = new EngineContext(
                tasks,
                place.random(),
                place.disk(),
                new SlabPool(settings.slabBudgetBytes()),
                new SyncPace(),
                new SimplePlanner(),
                callouts,
                new Listeners(callouts),
                new TransportTable(tasks),
                new FirstBreath(tasks),
                new Turns(tasks, settings.mostRunning()));
        HomeState home = new HomeState(place.home(), place.disk(), tasks);
        ledger = home.ledger();
        digests = new FileDigests(tasks, home.digests());
        Uploads uploads = new Uploads(context, home.files(), stores, table::add);
        host = new EngineHost(context, table, ledger, uploads, settings.uploadDurability());
        uploads.attach(host);
        serving = new ServingRules(context, host, access, stores, uploads, table::add);
        gets = new GetDesk(context, home.files(), table, host, ledger);
        archive = new Archive(context, home.files(), table, ledger);
        context.transports().onChange(t -> table.open().forEach(Engine::tellTransports));
        UploadRetention retention = new UploadRetention(context, home.files(), uploads, settings);
        stores.onChange(() -> tasks.execute(Tasks.Lane.STORES, () -> {
            uploads.storesChanged();
            retention.storesChanged(stores);
        }));
        retention.sweepEvery(stores);
    }

    /** Whatever one session runs into, the others hear of it too. */
    private static void tellTransports(OwnedSession session) {
        try {
            session.transportsChanged();
        } catch (RuntimeException e) {
            LOG.error("session {} failed when the transports changed", session.id(), e);
        }
    }

    public TransportTable transports() {
        return context.transports();
    }

    public Listeners listeners() {
        return context.listeners();
    }

    public AccessRules access() {
        return access;
    }

    public Stores stores() {
        return stores;
    }

    public FileDigests digests() {
        return digests;
    }

    public Disk disk() {
        return context.disk();
    }

    /** For one bundle; {@link ServingForBundle#release} when it goes. */
    public ServingForBundle servingForBundle() {
        return new ServingForBundle(context, serving);
    }

    /** Brings back what an earlier start left: those that ran go on, those paused by a user stay paused. */
    public void start() {
        if (!settings.resumeOnStart()) {
            return;
        }
        for (Map.Entry<UUID, Path> known : ledger.known().entrySet()) {
            try {
                GetSession session = gets.load(known.getValue());
                if (GetDesk.ran(session.intake().files().content().state())) {
                    session.resume();
                }
            } catch (IOException | RuntimeException e) {
                if (e instanceof SessionFileException gone && gone.refusal() == SessionFileException.Refusal.MISSING) {
                    ledger.closed(known.getKey());
                }
                LOG.warn("session {} is not taken up again: {}", known.getKey(), e.getMessage());
            }
        }
        ledger.puts().forEach(this::takeUp);
    }

    /** Pauses and syncs everything and closes all files, first of those that hold something new; then completes. */
    public CompletionStage<Void> stop() {
        stopping = true;
        serving.stop();
        context.turns().end();
        CompletableFuture<Void> done = new CompletableFuture<>();
        Map<Boolean, List<OwnedSession>> all = table.open().stream().collect(Collectors.partitioningBy(Engine::moves));
        toStop.set(all.get(true).size() + all.get(false).size());
        // the ledger last, behind what it still writes
        Runnable end = () -> context.tasks().execute(Tasks.Lane.STORES, () -> {
            ledger.flush();
            done.complete(null);
        });
        shutDown(all.get(true), () -> shutDown(all.get(false), end));
        return done;
    }

    private static boolean moves(OwnedSession session) {
        return switch (session.status().state()) {
            case RUNNING, VERIFYING -> true;
            case WAITING, PAUSED, FAILED, COMPLETED, CANCELLED -> false;
        };
    }

    /** @param then on the engine lane */
    private void shutDown(List<OwnedSession> sessions, Runnable then) {
        AtomicInteger left = new AtomicInteger(sessions.size() + 1);
        Runnable one = () -> {
            if (left.decrementAndGet() == 0) {
                then.run();
            }
        };
        sessions.forEach(s -> s.shutDown(() -> {
            toStop.decrementAndGet();
            one.run();
        }));
        context.tasks().execute(Tasks.Lane.ENGINE, one);
    }

    /** Sessions that {@link #stop} has not closed yet. */
    public int toStop() {
        return toStop.get();
    }

    private void refuseWhenStopping() throws IOException {
        if (stopping) {
            throw new IOException("the session service is being stopped; nothing was begun");
        }
    }

    @Override
    public Session get(GetRequest request) throws IOException {
        refuseWhenStopping();
        return gets.get(request);
    }

    @Override
    public Session put(PutRequest request) {
        gets.check(request.target(), true);
        UUID id = new UUID(context.random().nextLong(), context.random().nextLong());
        ledger.put(id, new Ledger.Put(request, Optional.empty()));
        return begin(id, request);
    }

    private void takeUp(UUID id, Ledger.Put put) {
        if (put.rest().isEmpty()) {
            ledger.put(id, put); // it is this process's now
            begin(id, put.request());
            return;
        }
        PutSession session = session(id, put.request());
        session.restore(put.rest().get());
        table.add(session);
    }

    private PutSession session(UUID id, PutRequest request) {
        return new PutSession(context, host, id, request, PutSession.opener(request, digests));
    }

    private PutSession begin(UUID id, PutRequest request) {
        PutSession session = session(id, request);
        if (stopping) {
            session.restore(Reason.of(Reason.Code.SHUTDOWN, "The session service is being stopped; nothing was sent."));
            return session;
        }
        table.add(session);
        session.resume();
        return session;
    }

    @Override
    public Session load(Path file) throws IOException {
        refuseWhenStopping();
        return gets.load(file);
    }

    @Override
    public StoredSession inspect(Path file) throws IOException {
        return archive.inspect(file);
    }

    @Override
    public Optional<Session> find(UUID id) {
        return table.find(id).map(s -> s);
    }

    @Override
    public List<Session> sessions() {
        return List.copyOf(table.open());
    }

    @Override
    public List<StoredSession> stored() {
        return archive.stored();
    }

    @Override
    public List<StoredSession> history(int most) {
        return archive.history(most);
    }

    @Override
    public CompletionStage<VerificationReport> verify(Path file) {
        return archive.verify(file);
    }

    @Override
    public boolean forget(Path file) throws IOException {
        return archive.forget(file);
    }
}
