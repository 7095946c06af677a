package dtp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionListener;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.Verification;
import dtp.api.interval.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.junit5.context.BundleContextExtension;

/** Gets over CSP between two nodes of one container, by services and configuration alone, while parts of it are swapped. */
@ExtendWith(BundleContextExtension.class)
class TransferITest {
    private static final int SIZE = 400_000;
    private static final long FAST = 50_000_000;
    private static final long SLOW = 100_000;
    private static final long PATIENCE_S = 60;

    @InjectBundleContext
    BundleContext context;

    @TempDir
    Path folder;

    private final BlockingQueue<SessionStatus> told = new LinkedBlockingQueue<>();
    private ServiceRegistration<SessionListener> listener;
    private Station station;

    @BeforeEach
    void start() throws Exception {
        SessionListener tells = (session, before, now) -> told.add(now);
        listener = context.registerService(SessionListener.class, tells, null);
        station = new Station(folder, SIZE);
    }

    @AfterEach
    void stop() throws Exception {
        station.close();
        listener.unregister();
    }

    private SessionStatus settled(Session session) throws Exception {
        return session.settled().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private SessionStatus awaitTold(SessionState state) throws InterruptedException {
        while (true) {
            SessionStatus next = told.poll(PATIENCE_S, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no listener was told of " + state);
            }
            if (next.state() == state) {
                return next;
            }
        }
    }

    /** Returns when the first half is readable: the transfer is in its middle. */
    private static void awaitHalf(Session session) throws Exception {
        try (var content = session.content()) {
            content.await(new Interval(0, SIZE / 2)).toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the first half did not come: " + session.status(), e);
        }
    }

    private void assertComplete(SessionStatus status) throws IOException {
        assertEquals(SessionState.COMPLETED, status.state(), status::toString);
        assertEquals(Verification.DIGEST, status.verification());
        assertEquals(-1, Files.mismatch(station.source, station.output()));
    }

    @Test
    void aFileComesDownVerifiedAndListenersAreTold() throws Exception {
        assertComplete(settled(station.get(FAST)));
        awaitTold(SessionState.RUNNING);
        awaitTold(SessionState.COMPLETED);
    }

    @Test
    void aSessionWaitsWhileItsTransportIsGoneAndGoesOnByItself() throws Exception {
        Session session = station.get(SLOW);
        awaitHalf(session);
        station.deleteGround();
        assertEquals(
                Reason.Code.TRANSPORT_GONE,
                awaitTold(SessionState.PAUSED).reason().orElseThrow().code());
        assertTrue(session.status().heldBytes() >= SIZE / 2);
        var settled = session.settled();
        station.makeGround();
        assertComplete(settled.toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS));
    }

    @Slow
    @Test
    void stoppingTheBundleStoresASessionAndStartingItGoesOn() throws Exception {
        Session session = station.get(SLOW);
        awaitHalf(session);
        Bundle csp = Arrays.stream(context.getBundles())
                .filter(b -> b.getSymbolicName().equals("dtp.csp"))
                .findFirst()
                .orElseThrow();
        csp.stop();
        assertTrue(Files.exists(folder.resolve("out.bin.dtp")));
        told.clear();
        csp.start();
        Session again = station.sessions().find(session.id()).orElseThrow();
        assertTrue(again.status().heldBytes() >= SIZE / 2, again.status()::toString);
        assertComplete(settled(again));
    }

    @Slow
    @Test
    void aSessionPausedByItsUserStaysPausedOverARestart() throws Exception {
        Session session = station.get(SLOW);
        awaitHalf(session);
        session.pause();
        awaitTold(SessionState.PAUSED);
        Bundle csp = Arrays.stream(context.getBundles())
                .filter(b -> b.getSymbolicName().equals("dtp.csp"))
                .findFirst()
                .orElseThrow();
        csp.stop();
        csp.start();
        Session again = station.sessions().load(station.output());
        assertEquals(SessionState.PAUSED, again.status().state());
        again.resume();
        assertComplete(settled(again));
    }
}
