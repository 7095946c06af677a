package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.Session;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.AccessPolicy;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException.Why;
import dtp.api.transport.Served;
import dtp.api.transport.Sink;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What servers get of the engine: payloads, receptions, and refusals. */
class ServingTest extends ServingFixture {
    @Test
    void opensAPayloadByItsNameAndShowsTheDownloadAsASession() throws Exception {
        Served served = result(serving.open("image.bin", PEER));
        ByteBuffer all = ByteBuffer.allocate(content.length);
        while (served.payload().read(all.position(), all) > 0) {
            served.sent(1);
        }
        assertArrayEquals(content, all.array());
        station.run(1);
        assertEquals(Session.Direction.SERVE, station.engine.sessions().get(0).direction());
        served.close();
        station.run(1);
        assertTrue(station.engine.sessions().isEmpty());
    }

    @Test
    void opensASingleFileUnderTheNameThatItWasGiven() throws Exception {
        assertEquals(
                content.length,
                result(serving.open("3", PEER)).payload().info().size().orElseThrow());
    }

    @Test
    void everyRefusalLooksToAReaderLikeNoSuchPayload() throws Exception {
        Files.createSymbolicLink(root.resolve("link"), root.resolve("image.bin"));
        Files.createSymbolicLink(root.resolve("way"), folder);
        for (String name : List.of(
                "nothing", "../root/image.bin", "link", "way/root/image.bin", "/etc/passwd", "", "a//b", ".dtp/x")) {
            assertEquals(Why.NOT_FOUND, refusal(serving.open(name, PEER)), name);
        }
        AccessPolicy none = (peer, action, name) -> false;
        station.engine.access().add(none);
        assertEquals(Why.NOT_FOUND, refusal(serving.open("image.bin", PEER)));
        assertEquals(Why.NOT_ALLOWED, refusal(serving.list(PEER)));
    }

    @Test
    void listsWhatThePeerMayRead() throws Exception {
        Files.createDirectories(root.resolve("sub"));
        Files.writeString(root.resolve("sub/b.txt"), "b");
        Files.writeString(root.resolve("secret"), "s");
        AccessPolicy policy = (peer, action, name) -> !name.equals("secret");
        station.engine.access().add(policy);
        List<String> names = result(serving.list(PEER)).stream()
                .map(PayloadInfo::name)
                .sorted()
                .toList();
        assertEquals(List.of("3", "image.bin", "sub/b.txt"), names);
    }

    @Test
    void aPayloadThatIsChangedWhileItIsSentGivesNoByteOfTheNewVersion() throws Exception {
        Served served = result(serving.open("image.bin", PEER));
        Files.write(root.resolve("image.bin"), Station.bytes(100_001, 6));
        org.junit.jupiter.api.Assertions.assertThrows(
                dtp.api.payload.PayloadChangedException.class,
                () -> served.payload().read(0, ByteBuffer.allocate(10)));
    }

    @Test
    void anUploadIsVisibleWholeAndVerifiedWhenItsCommitIsAnswered() throws Exception {
        Reception reception = result(serving.receive(offer("up/new.bin", content), PEER));
        assertEquals(IntervalSet.of(0, content.length), reception.missing());
        write(reception, 0, content.length, content);
        assertEquals(Verification.DIGEST, result(reception.commit(content.length)));
        assertArrayEquals(content, Files.readAllBytes(root.resolve("up/new.bin")));
        station.run(1);
        assertTrue(station.engine.sessions().isEmpty());
        assertEquals(0, files(root.resolve(".dtp/uploads")).size());
    }

    @Test
    void aCommitWithGapsIsRefusedAndTheUploadGoesOnLater() throws Exception {
        Reception first = result(serving.receive(offer("new.bin", content), PEER));
        write(first, 0, 40_000, content);
        assertEquals(Why.GAPS, refusal(first.commit(content.length)));
        first.suspend("gone");
        station.run(1_000);
        Reception second = result(serving.receive(offer("new.bin", content), PEER));
        assertEquals(IntervalSet.of(40_000, content.length), second.missing());
        write(second, 40_000, content.length, content);
        assertEquals(Verification.DIGEST, result(second.commit(content.length)));
    }

    @Test
    void anUploadThatIsCutByAKillGoesOnFromItsLastCheckpoint() throws Exception {
        Reception first = result(serving.receive(offer("new.bin", content), PEER));
        write(first, 0, 40_000, content);
        station.run(2_000);
        station.kill();
        station.start(EngineSettings.defaults());
        addStore();
        serving = station.engine.servingForBundle();
        Reception second = result(serving.receive(offer("new.bin", content), PEER));
        assertEquals(IntervalSet.of(40_000, content.length), second.missing());
    }

    @Test
    void oneActiveUploadANameAndNoneOverAPayload() throws Exception {
        result(serving.receive(offer("new.bin", content), PEER));
        assertEquals(Why.IN_USE, refusal(serving.receive(offer("new.bin", content), PEER)));
        assertEquals(Why.IN_USE, refusal(station.engine.servingForBundle().receive(offer("new.bin", content), PEER)));
        assertEquals(Why.EXISTS, refusal(serving.receive(offer("image.bin", content), PEER)));
        assertEquals(Why.BAD_NAME, refusal(serving.receive(offer("a.part", content), PEER)));
    }

    @Test
    void anotherDigestIsRefusedAndNothingIsPublished() throws Exception {
        byte[] other = content.clone();
        other[77]++;
        Reception reception = result(serving.receive(offer("new.bin", content), PEER));
        write(reception, 0, content.length, other);
        assertEquals(Why.DIGEST_MISMATCH, refusal(reception.commit(content.length)));
        assertFalse(Files.exists(root.resolve("new.bin")));
        Reception again = result(serving.receive(offer("new.bin", content), PEER));
        assertEquals(IntervalSet.of(0, content.length), again.missing());
    }

    @Test
    void anUploadWithoutSizeOrDigestIsDroppedWhenItBreaksOff() throws Exception {
        Reception reception = result(serving.receive(new Offer(PayloadInfo.named("new.bin"), false), PEER));
        assertEquals(IntervalSet.of(0, Long.MAX_VALUE), reception.missing());
        write(reception, 0, 40_000, content);
        reception.close();
        station.run(1_000);
        assertEquals(0, files(root.resolve(".dtp/uploads")).size());
    }

    @Test
    void anUploadOfUnknownSizeIsPublishedWithTheSizeOfItsCommit() throws Exception {
        Reception reception = result(serving.receive(new Offer(PayloadInfo.named("new.bin"), false), PEER));
        write(reception, 0, content.length, content);
        assertEquals(Verification.SIZE, result(reception.commit(content.length)));
        assertArrayEquals(content, Files.readAllBytes(root.resolve("new.bin")));
    }

    @Test
    void anEmptyUploadIsPublished() throws Exception {
        Reception reception = result(serving.receive(offer("empty", new byte[0]), PEER));
        assertEquals(Verification.DIGEST, result(reception.commit(0)));
        assertEquals(0, Files.size(root.resolve("empty")));
    }

    @Test
    void anUploadWhoseLossCannotBeRecordedLetsItsNameGo() throws Exception {
        Reception first = result(serving.receive(offer("new.bin", content), PEER));
        write(first, 0, 40_000, content);
        station.run(480); // the checkpoint comes after 500 ms, and then something is in the slab
        station.disk.failForces(1);
        station.disk.failStateForces(1);
        write(first, 40_000, 50_000, content);
        station.run(2_000);
        Reception second = result(serving.receive(offer("new.bin", content), PEER));
        write(second, 0, content.length, content);
        assertEquals(Verification.DIGEST, result(second.commit(content.length)));
    }

    @Test
    void whatABundleHeldIsSuspendedWhenItGoes() throws Exception {
        Reception reception = result(serving.receive(offer("new.bin", content), PEER));
        write(reception, 0, 40_000, content);
        result(serving.open("image.bin", PEER));
        serving.release();
        station.run(1_000);
        assertTrue(station.engine.sessions().isEmpty());
        assertEquals(Why.STOPPING, refusal(serving.open("image.bin", PEER)));
        assertEquals(
                IntervalSet.of(40_000, content.length),
                result(station.engine.servingForBundle().receive(offer("new.bin", content), PEER))
                        .missing());
    }

    @Test
    void theOperatorsStopReachesTheServer() throws Exception {
        Reception reception = result(serving.receive(offer("new.bin", content), PEER));
        AtomicReference<Reason> told = new AtomicReference<>();
        reception.onStop(told::set);
        station.run(1);
        station.engine.sessions().get(0).pause();
        station.run(100);
        assertEquals(Reason.Code.USER, told.get().code());
        assertEquals(Sink.Take.CLOSED, reception.sink().write(0, ByteBuffer.wrap(content, 0, 10)));
    }

    @Test
    void spaceIsPromisedOnce() throws Exception {
        long usable = station.engine.disk().usableSpace(root);
        Digest digest = Station.digest(new byte[0]);
        Offer huge = new Offer(PayloadInfo.named("huge").size(usable * 2 / 3).digest(digest), true);
        Offer second =
                new Offer(PayloadInfo.named("second").size(usable * 2 / 3).digest(digest), true);
        result(serving.receive(huge, PEER));
        assertEquals(Why.NO_SPACE, refusal(serving.receive(second, PEER)));
    }

    @Test
    void whatHundredsOfPeersHaveAbandonedIsGoneAfterwards() throws Exception {
        List<java.util.UUID> receptions = new java.util.ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Peer peer = Peer.of("tcp", "10.0." + i / 250 + "." + i % 250);
            Served served = result(serving.open("image.bin", peer));
            Offer base = new Offer(PayloadInfo.named("up/" + i).size(content.length), false);
            Reception reception = result(serving.receive(base, peer));
            receptions.add(reception.session());
            write(reception, 0, 2_000, content);
            served.close();
            reception.suspend("the connection broke");
        }
        station.run(60_000);
        assertEquals(List.of(), station.engine.sessions());
        assertTrue(station.engine.find(receptions.get(0)).isEmpty());
        Path staging = root.resolve(NameRules.RESERVED).resolve("uploads");
        try (var left = Files.list(staging)) {
            assertEquals(0, left.count(), "files of broken base uploads");
        }
        assertFalse(Files.exists(root.resolve("up").resolve("0")));
        // their names are free at once, and the server serves on
        assertTrue(result(serving.receive(new Offer(PayloadInfo.named("up/0").size(1), false), PEER))
                        .session()
                != null);
    }
}
