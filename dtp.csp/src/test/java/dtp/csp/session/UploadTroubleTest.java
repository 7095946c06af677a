package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.payload.PayloadStore;
import dtp.api.transport.Offer;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException;
import dtp.api.transport.RefusedException.Why;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads into stores and disks that refuse: the name is free afterwards, and nothing that cannot be used is kept. */
class UploadTroubleTest extends ServingFixture {

    /** A store of somebody else, which looks up its space somewhere. */
    private static final class MoodyStore implements PayloadStore {
        private final PayloadStore store;
        private int failures;
        private boolean refusesToPublish;

        MoodyStore(PayloadStore store) {
            this.store = store;
        }

        @Override
        public long usableSpace() throws IOException {
            if (failures > 0) {
                failures--;
                throw new IOException("the quota service does not answer");
            }
            return store.usableSpace();
        }

        @Override
        public Optional<Payload> open(String name) throws IOException {
            return store.open(name);
        }

        @Override
        public Stream<PayloadInfo> list() throws IOException {
            return store.list();
        }

        @Override
        public Optional<Path> staging() {
            return store.staging();
        }

        @Override
        public void publish(Path verified, PayloadInfo info, boolean replace) throws IOException {
            if (refusesToPublish) {
                throw new IOException("the archive does not answer");
            }
            store.publish(verified, info, replace);
        }
    }

    private MoodyStore moodyStore() {
        MoodyStore moody = new MoodyStore(folderStore());
        station.engine.stores().add(moody, 1, 1);
        return moody;
    }

    private void assertArrives(Reception reception) throws Exception {
        for (var gap : reception.missing()) {
            write(reception, (int) gap.start(), (int) gap.end(), content);
        }
        assertEquals(Verification.DIGEST, result(reception.commit(content.length)));
    }

    @Test
    void anUploadWhoseSpaceCannotBeLookedUpCanBeOfferedAgain() throws Exception {
        moodyStore().failures = 1;
        assertEquals(Why.IO, refusal(serving.receive(offer("new.bin", content), PEER)));
        assertEquals(0, staged().size());
        assertArrives(result(serving.receive(offer("new.bin", content), PEER)));
    }

    @Test
    void whatIsHeldStaysWhenTheSpaceForTheRestCannotBeLookedUp() throws Exception {
        MoodyStore moody = moodyStore();
        Reception first = result(serving.receive(offer("new.bin", content), PEER));
        write(first, 0, 40_000, content);
        first.suspend("gone");
        station.run(1_000);
        moody.failures = 1;
        assertEquals(Why.IO, refusal(serving.receive(offer("new.bin", content), PEER)));
        Reception second = result(serving.receive(offer("new.bin", content), PEER));
        assertEquals(IntervalSet.of(40_000, content.length), second.missing());
        assertArrives(second);
    }

    @Test
    void anUploadThatDidNotVerifyCanBeOfferedAgainAfterTheDiskWasFull() throws Exception {
        byte[] other = content.clone();
        other[77]++;
        Reception reception = result(serving.receive(offer("new.bin", content), PEER));
        write(reception, 0, content.length, other);
        assertEquals(Why.DIGEST_MISMATCH, refusal(reception.commit(content.length)));
        station.run(1_000);
        station.disk.failStateWrites(2, 2); // the journal's new generation gets in, the withdrawal does not
        assertEquals(Why.NO_SPACE, refusal(serving.receive(offer("new.bin", content), PEER)));
        Reception again = result(serving.receive(offer("new.bin", content), PEER));
        assertEquals(IntervalSet.of(0, content.length), again.missing());
        assertArrives(again);
    }

    @Test
    void anUploadThatCannotBePublishedIsRefusedAndKeptAndArrivesLater() throws Exception {
        MoodyStore moody = moodyStore();
        moody.refusesToPublish = true;
        Reception reception = result(serving.receive(offer("new.bin", content), PEER));
        write(reception, 0, content.length, content);
        assertEquals(Why.IO, refusal(reception.commit(content.length)));
        assertFalse(Files.exists(root.resolve("new.bin")));
        assertEquals(2, staged().size());
        moody.refusesToPublish = false;
        Reception again = result(serving.receive(offer("new.bin", content), PEER));
        assertTrue(again.missing().isEmpty());
        assertArrives(again);
    }

    @ParameterizedTest
    @ValueSource(strings = {".part", ".dtp"})
    void anUploadThatIsPublishedIsToldAsThatAlsoWhenItsSessionFilesCannotBeDeleted(String left) throws Exception {
        Reception reception = result(serving.receive(offer("new.bin", content), PEER));
        write(reception, 0, content.length, content);
        station.disk.failDeletes(Optional.of(left));
        assertEquals(Verification.DIGEST, result(reception.commit(content.length)));
        assertArrayEquals(content, Files.readAllBytes(root.resolve("new.bin")));
        var ended = station.engine.find(reception.session()).orElseThrow().status();
        assertEquals(SessionState.COMPLETED, ended.state());
        assertEquals(List.of(), station.disk.openParts());
        assertEquals(Why.EXISTS, refusal(serving.receive(offer("new.bin", content), PEER)));
        station.disk.failDeletes(Optional.empty());
        Files.move(root.resolve("new.bin"), root.resolve("elsewhere.bin"));
        assertArrives(result(serving.receive(offer("new.bin", content), PEER)));
        assertEquals(0, staged().size());
    }

    @Test
    void anUploadWhoseNameWasTakenMeanwhileIsRefusedAndNothingIsReplaced() throws Exception {
        Reception reception = result(serving.receive(offer("new.bin", content), PEER));
        write(reception, 0, content.length, content);
        Files.writeString(root.resolve("new.bin"), "somebody else's");
        assertEquals(Why.EXISTS, refusal(reception.commit(content.length)));
        assertEquals("somebody else's", Files.readString(root.resolve("new.bin")));
        assertEquals(List.of(), station.engine.sessions());
        var ended = station.engine.find(reception.session()).orElseThrow().status();
        assertEquals(SessionState.PAUSED, ended.state());
        assertEquals(Reason.Code.EXISTS, ended.reason().orElseThrow().code());
    }

    private static void makeNewer(Path state) throws IOException {
        try (FileChannel channel = FileChannel.open(state, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int at : new int[] {0, 4096}) {
                ByteBuffer superblock = ByteBuffer.allocate(64);
                channel.read(superblock, at);
                superblock.putShort(4, (short) 9);
                CRC32C crc = new CRC32C();
                crc.update(superblock.array(), 0, 60);
                channel.write(superblock.putInt(60, (int) crc.getValue()).clear(), at);
            }
        }
    }

    @Test
    void whatANewerVersionHoldsOfAnUploadIsRefusedAndLeftAsItIs() throws Exception {
        Reception first = result(serving.receive(offer("new.bin", content), PEER));
        write(first, 0, 40_000, content);
        first.suspend("gone");
        station.run(1_000);
        Path state = staged().stream()
                .filter(f -> f.toString().endsWith(".dtp"))
                .findFirst()
                .orElseThrow();
        makeNewer(state);
        byte[] before = Files.readAllBytes(state);
        RefusedException refused =
                assertThrows(RefusedException.class, () -> result(serving.receive(offer("new.bin", content), PEER)));
        assertEquals(Why.IO, refused.why());
        assertTrue(refused.getMessage().contains("newer version"), refused.getMessage());
        assertArrayEquals(before, Files.readAllBytes(state));
        assertEquals(2, staged().size());
        assertArrives(result(serving.receive(offer("other.bin", content), PEER)));
    }

    private Reception baseOffer(String name) throws Exception {
        return result(serving.receive(new Offer(PayloadInfo.named(name), false), PEER));
    }

    @Test
    void anUploadThatCannotBeResumedIsDroppedWhenTheDiskIsFull() throws Exception {
        Reception reception = baseOffer("new.bin");
        station.disk.failWrites(new IOException("No space left on device"));
        write(reception, 0, 40_000, content);
        station.run(1_000);
        assertEquals(0, staged().size());
        assertEquals(List.of(), station.engine.sessions());
    }

    @Test
    void anUploadThatCanBeResumedIsKeptWhenTheDiskIsFull() throws Exception {
        Reception first = result(serving.receive(offer("new.bin", content), PEER));
        write(first, 0, 40_000, content);
        station.run(1_000);
        station.disk.failWrites(new IOException("No space left on device"));
        write(first, 40_000, 50_000, content);
        station.run(1_000);
        station.disk.failWrites(null);
        Reception second = result(serving.receive(offer("new.bin", content), PEER));
        assertEquals(IntervalSet.of(40_000, content.length), second.missing());
        assertArrives(second);
    }

    private boolean takes(Reception reception, String name, long size) {
        return reception.sink().describe(PayloadInfo.named(name).size(size));
    }

    @Test
    void aSizeThatThereIsNoRoomForIsRefusedAtOnceWhenItIsTold() throws Exception {
        station.disk.usableSpace(150_000);
        Reception reception = baseOffer("new.bin");
        assertFalse(takes(reception, "new.bin", 200_000));
        station.run(1_000);
        assertEquals(0, staged().size());
        station.disk.usableSpace(250_000);
        assertTrue(takes(baseOffer("new.bin"), "new.bin", 200_000));
    }

    @Test
    void aSizeThatIsToldLaterIsNotPromisedTwice() throws Exception {
        station.disk.usableSpace(150_000);
        Reception first = baseOffer("first.bin");
        Reception second = baseOffer("second.bin");
        assertTrue(takes(first, "first.bin", 100_000));
        assertFalse(takes(second, "second.bin", 100_000));
        first.abandon("never mind");
        station.run(1_000);
        assertTrue(takes(baseOffer("second.bin"), "second.bin", 100_000));
    }

    @Test
    void whatAnUploadHasWrittenSinceTheStoreWasAskedIsNotThereForOthers() throws Exception {
        station.disk.usableSpace(150_000);
        Reception first = baseOffer("first.bin");
        Reception second = baseOffer("second.bin");
        write(first, 0, 100_000, content);
        station.run(1_000);
        assertFalse(takes(second, "second.bin", 100_000));
    }

    @Test
    void aDiskThatHasFilledUpSinceTheOfferStopsTheServer() throws Exception {
        Reception reception = baseOffer("new.bin");
        AtomicReference<Reason> told = new AtomicReference<>();
        reception.onStop(told::set);
        station.disk.usableSpace(10);
        assertTrue(takes(reception, "new.bin", content.length));
        station.run(1_000);
        assertEquals(Reason.Code.DISK_FULL, told.get().code());
        assertEquals(0, staged().size());
    }
}
