package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dtp.api.interval.IntervalSet;
import dtp.api.transport.Reception;
import dtp.csp.store.LocalProcesses;
import dtp.csp.store.SessionFileStore;
import dtp.csp.store.SessionPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of uploads that nobody goes on with, and of what crashes have left of them. */
class UploadRetentionTest extends ServingFixture {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final Instant LONG_AGO = Instant.parse("2025-12-31T00:00:00Z");

    private Path staging() throws IOException {
        return Files.createDirectories(root.resolve(".dtp/uploads"));
    }

    private Path old(Path file) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    }

    private void keepHalf() throws Exception {
        Reception reception = result(serving.receive(offer("new.bin", content), PEER));
        write(reception, 0, 40_000, content);
        reception.suspend("gone");
        station.run(1_000);
    }

    @Test
    void whatIsTooOldIsThrownAwayAsSoonAsItsStoreComes() throws Exception {
        keepHalf();
        assertEquals(2, staged().size());
        station.kill();
        station.run(Duration.ofDays(8).toMillis());
        station.start(EngineSettings.defaults());
        addStore();
        station.run(1_000);
        assertEquals(List.of(), staged());
    }

    @Test
    void whatIsNotTooOldStays() throws Exception {
        keepHalf();
        station.kill();
        station.run(Duration.ofDays(6).toMillis());
        station.start(EngineSettings.defaults());
        addStore();
        station.run(1_000);
        assertEquals(2, staged().size());
    }

    @Test
    void aPartWhoseSessionFileIsGoneIsThrownAwayWhenItIsOld() throws Exception {
        old(Files.writeString(staging().resolve(KEY + ".part"), "lost"));
        station.run(Duration.ofHours(2).toMillis());
        assertEquals(List.of(), staged());
    }

    @Test
    void aSessionFileThatNeverStartedIsThrownAwayWhenItIsOld() throws Exception {
        old(Files.createFile(staging().resolve(KEY + ".dtp")));
        station.run(Duration.ofHours(2).toMillis());
        assertEquals(List.of(), staged());
    }

    @Test
    void remainsThatMayBeAnUploadInThisMomentAreLeftAlone() throws Exception {
        Files.createFile(staging().resolve(KEY + ".dtp"));
        Files.writeString(staging().resolve(KEY.replace('0', '1') + ".part"), "young");
        station.run(Duration.ofHours(2).toMillis());
        assertEquals(2, staged().size());
    }

    @Test
    void aFileThatIsNoUploadIsLeftAlone() throws Exception {
        old(Files.writeString(staging().resolve("letter.part"), "to my aunt"));
        station.run(Duration.ofHours(2).toMillis());
        assertEquals(1, staged().size());
    }

    @Test
    void anUploadWhoseSessionFileIsGoneBeginsAnew() throws Exception {
        keepHalf();
        for (Path file : staged()) {
            if (file.toString().endsWith(".dtp")) {
                Files.delete(file);
            }
        }
        Reception again = result(serving.receive(offer("new.bin", content), PEER));
        assertEquals(IntervalSet.of(0, content.length), again.missing());
    }

    /** Finds everything in use by somebody else. */
    private static final class BusyDesk extends StoreDesk {
        BusyDesk(SessionFileStore store) {
            super(store);
        }

        @Override
        public Look look(SessionPaths paths) throws IOException {
            return new Look(super.look(paths).content(), true);
        }
    }

    @Test
    void whatAnotherContainerReceivesInTheSameFolderIsLeftAlone() throws Exception {
        keepHalf();
        station.kill();
        station.run(Duration.ofDays(8).toMillis());
        MortalDisk disk = new MortalDisk();
        EngineContext engine = InletTest.engine(new VirtualTasks(station.time), disk, new SlabPool(1 << 20));
        SessionFileDesk desk = new BusyDesk(new SessionFileStore(disk, new LocalProcesses()));
        Uploads none = new Uploads(engine, desk, new Stores(), session -> {});
        new UploadRetention(engine, desk, none, EngineSettings.defaults()).sweep(staging());
        assertEquals(2, staged().size());
    }
}
