package dtp.csp.component;

import dtp.api.GetRequest;
import dtp.api.PutRequest;
import dtp.api.Session;
import dtp.api.SessionListener;
import dtp.api.SessionService;
import dtp.api.StoredSession;
import dtp.api.TransferOptions.Durability;
import dtp.api.VerificationReport;
import dtp.api.payload.PayloadStore;
import dtp.api.transport.AccessPolicy;
import dtp.api.transport.Transport;
import dtp.csp.session.Engine;
import dtp.csp.session.EngineSettings;
import dtp.csp.store.RealDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session engine as a component, PID {@value #PID}: gives it threads, time and a home, and takes in the services of the
 * whiteboard. Has no CSP configuration, so that a changed link never re-creates it. Needs a
 * configuration, be it an empty one: a home is taken up, and its sessions go on, only where somebody wants that. Called by
 * Declarative Services.
 */
@Component(
        service = {SessionService.class, EngineComponent.class},
        configurationPid = EngineComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = EngineComponent.Config.class)
public final class EngineComponent implements SessionService {
    public static final String PID = "dtp.session";

    private static final Logger LOG = LoggerFactory.getLogger(EngineComponent.class);
    /** So long nothing may move while it is being stopped. */
    private static final long STOP_MS = 10_000;

    /** Configuration. */
    @ObjectClassDefinition(name = "DTP sessions")
    @interface Config {
        @AttributeDefinition(description = "Folder of this engine's memory; empty: .dtp in the user's home")
        String home() default "";

        @AttributeDefinition(description = "Sessions that ran when the program ended go on when it starts")
        boolean resumeOnStart() default true;

        @AttributeDefinition(description = "What uploads that arrive survive: PROCESS or POWER_CUT")
        String uploadDurability() default "POWER_CUT";

        @AttributeDefinition(description = "Days that an unfinished upload is kept")
        int uploadRetentionDays() default 7;

        @AttributeDefinition(description = "Unfinished uploads that are kept in one store; the oldest go first")
        int mostStoredUploads() default 1_000;

        @AttributeDefinition(description = "Downloads that run at once; the others wait for their turn, in order")
        int mostRunning() default EngineSettings.MOST_RUNNING;

        @AttributeDefinition(
                description = "MiB of direct memory for bytes not yet written; 0: a quarter of what the JVM grants")
        int slabMiB() default 0;
    }

    private final ThreadTasks tasks = new ThreadTasks();
    private final Engine engine;

    @Activate
    public EngineComponent(Config config) throws IOException {
        Path home = config.home().isEmpty() ? Path.of(System.getProperty("user.home"), ".dtp") : Path.of(config.home());
        engine = new Engine(
                new Engine.Place(tasks, new SecureRandom(), new RealDisk(), home.toAbsolutePath()), settings(config));
    }

    private static EngineSettings settings(Config config) {
        EngineSettings defaults = EngineSettings.defaults();
        return new EngineSettings(
                config.slabMiB() > 0 ? (long) config.slabMiB() << 20 : defaults.slabBudgetBytes(),
                config.resumeOnStart(),
                Durability.valueOf(config.uploadDurability().toUpperCase(Locale.ROOT)),
                Duration.ofDays(config.uploadRetentionDays()),
                config.mostStoredUploads(),
                config.mostRunning());
    }

    Engine engine() {
        return engine;
    }

    /** After what the whiteboard had has been bound. */
    @Activate
    void start() {
        engine.start();
    }

    @Deactivate
    void stop() {
        try {
            if (!awaitStop(engine.stop().toCompletableFuture(), engine::toStop, STOP_MS)) {
                LOG.warn(
                        "{} sessions were not at rest, and none came to rest within {} ms; what was recorded is safe",
                        engine.toStop(),
                        STOP_MS);
            }
        } catch (ExecutionException e) {
            LOG.warn("sessions were not at rest; what was recorded is safe", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tasks.close();
    }

    /**
     * Waits as long as sessions come to rest, however many they are.
     *
     * @return false: for {@code patienceMs} none did
     */
    static boolean awaitStop(Future<Void> stop, IntSupplier left, long patienceMs)
            throws InterruptedException, ExecutionException {
        int before;
        int now = left.getAsInt();
        do {
            before = now;
            try {
                stop.get(patienceMs, TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                now = left.getAsInt();
                LOG.info("{} sessions are still to be stored", now);
            }
        } while (now < before);
        return false;
    }

    private static long ranking(Map<String, Object> properties) {
        return properties.get(Constants.SERVICE_RANKING) instanceof Number ranking ? ranking.longValue() : 0;
    }

    private static Set<String> strings(Object property) {
        if (property instanceof String one) {
            return Set.of(one);
        }
        return property instanceof String[] many ? Set.of(many) : Set.of();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTransport(Transport transport, Map<String, Object> properties) {
        engine.transports().add(transport, strings(properties.get(Transport.SCHEME)), ranking(properties));
    }

    void removeTransport(Transport transport) {
        engine.transports().remove(transport);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(SessionListener listener) {
        engine.listeners().add(listener);
    }

    void removeListener(SessionListener listener) {
        engine.listeners().remove(listener);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addStore(PayloadStore store, Map<String, Object> properties) {
        long order = properties.get(Constants.SERVICE_ID) instanceof Long id ? id : 0;
        engine.stores().add(store, ranking(properties), order);
    }

    void removeStore(PayloadStore store) {
        engine.stores().remove(store);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPolicy(AccessPolicy policy) {
        engine.access().add(policy);
    }

    void removePolicy(AccessPolicy policy) {
        engine.access().remove(policy);
    }

    @Override
    public Session get(GetRequest request) throws IOException {
        return engine.get(request);
    }

    @Override
    public Session put(PutRequest request) {
        return engine.put(request);
    }

    @Override
    public Session load(Path file) throws IOException {
        return engine.load(file);
    }

    @Override
    public StoredSession inspect(Path file) throws IOException {
        return engine.inspect(file);
    }

    @Override
    public Optional<Session> find(UUID id) {
        return engine.find(id);
    }

    @Override
    public List<Session> sessions() {
        return engine.sessions();
    }

    @Override
    public List<StoredSession> stored() {
        return engine.stored();
    }

    @Override
    public List<StoredSession> history(int most) {
        return engine.history(most);
    }

    @Override
    public CompletionStage<VerificationReport> verify(Path file) {
        return engine.verify(file);
    }

    @Override
    public boolean forget(Path file) throws IOException {
        return engine.forget(file);
    }
}
