package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.PutRequest;
import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A transport that comes later than its sessions, or comes back with another configuration, and does not take an endpoint, or
 * ends what it takes.
 */
class RefusedEndpointTest {
    private static final String WHY = "the node's addresses end at 30";

    @TempDir
    Path folder;

    private Station station;
    private Transport picky;

    @BeforeEach
    void begin() throws IOException {
        station = new Station(folder, 1);
        station.remotes.host("sat").holds("image", Station.bytes(1_000, 1));
        station.remotes.host("bad").holds("image", Station.bytes(1_000, 1));
        picky = new Picky(station.loop);
        station.engine.transports().remove(station.loop);
        station.run(100);
    }

    /** Takes no endpoint of the host "bad", and is closed to those of the host "shut". */
    private record Picky(Transport all) implements Transport {
        @Override
        public void check(Endpoint endpoint) {
            if (endpoint.authority().equals("bad")) {
                throw new IllegalArgumentException(WHY);
            }
            all.check(endpoint);
        }

        @Override
        public Source source(Endpoint endpoint, TransferOptions options) {
            check(endpoint);
            Source source = all.source(endpoint, options);
            if (endpoint.authority().equals("shut")) {
                source.close();
            }
            return source;
        }

        @Override
        public Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
            check(target);
            Delivery delivery = all.deliver(payload, target, options, observer);
            if (target.authority().equals("shut")) {
                delivery.close();
            }
            return delivery;
        }
    }

    private void comesPicky() {
        station.engine.transports().add(picky, Set.of("loop"), 0);
    }

    private Session get(String name, String... sources) throws IOException {
        GetRequest.Builder request = GetRequest.to(folder.resolve(name));
        for (String source : sources) {
            request.source(Endpoint.parse(source));
        }
        return station.engine.get(request.build());
    }

    private Session put(String target) throws IOException {
        Path file = Files.write(folder.resolve("sent"), Station.bytes(1_000, 2));
        return station.engine.put(PutRequest.of(
                file, Endpoint.parse(target), TransferOptions.builder().build()));
    }

    private void assertFailed(Session session) {
        assertEquals(SessionState.FAILED, station.settle(session));
        String said = session.status().reason().map(Reason::text).orElseThrow();
        assertTrue(said.contains(WHY), said);
    }

    @Test
    void aGetFailsWithWhatTheTransportSaysAndTheOthersGoOn() throws IOException {
        Session refused = get("a", "loop://bad/image");
        Session taken = get("b", "loop://sat/image");
        comesPicky();
        assertFailed(refused);
        assertEquals(SessionState.COMPLETED, station.settle(taken));
    }

    @Test
    void aGetThatFailedSoGoesOnWhenTheTransportTakesItAgain() throws IOException {
        Session refused = get("a", "loop://bad/image");
        comesPicky();
        assertFailed(refused);
        station.engine.transports().remove(picky);
        station.engine.transports().add(station.loop, Set.of("loop"), 0);
        refused.resume();
        assertEquals(SessionState.COMPLETED, station.settle(refused));
    }

    @Test
    void aGetLeavesOutTheSourceThatIsRefused() throws IOException {
        Session session = get("a", "loop://bad/image", "loop://sat/image");
        comesPicky();
        assertEquals(SessionState.COMPLETED, station.settle(session));
        assertTrue(session.status().notes().stream().anyMatch(n -> n.text().contains(WHY)));
    }

    @Test
    void aTransportThatClosesWhatItIsAskedIsNotTakenForARemoteThatIsSilent() throws IOException {
        Session get = get("a", "loop://shut/image");
        Session put = put("loop://shut/new");
        comesPicky();
        for (Session session : List.of(get, put)) {
            assertEquals(SessionState.PAUSED, station.settle(session));
            String said = session.status().reason().map(Reason::text).orElseThrow();
            assertTrue(said.contains("The transport for loop closed the request by itself"), said);
        }
    }

    @Test
    void aPutFailsWithWhatTheTransportSaysAndTheOthersGoOn() throws IOException {
        Session refused = put("loop://bad/new");
        Session taken = put("loop://sat/new");
        comesPicky();
        assertFailed(refused);
        assertEquals(SessionState.COMPLETED, station.settle(taken));
        station.engine.transports().remove(picky);
        station.engine.transports().add(station.loop, Set.of("loop"), 0);
        refused.resume();
        assertEquals(SessionState.COMPLETED, station.settle(refused));
    }

    @Test
    void whoWaitsForContactIsToldAsWell() throws IOException {
        station.engine.transports().add(station.loop, Set.of("loop"), 0);
        station.remotes.host("bad").goAway();
        TransferOptions waits = TransferOptions.builder()
                .waitForContact(true)
                .retries(1)
                .idleTimeout(Duration.ofSeconds(1))
                .build();
        Session session = station.engine.get(
                station.request("loop://bad/image").options(waits).build());
        station.run(60_000);
        assertEquals(
                Reason.Code.NO_CONTACT, session.status().reason().orElseThrow().code());
        station.engine.transports().remove(station.loop);
        comesPicky();
        assertFailed(session);
    }
}
