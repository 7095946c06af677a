package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.OpenedSession.Outcome;
import dtp.csp.store.SessionFileException.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pair of files of a session on the real disk: what is kept, what is refused and how that is said. */
class SessionFilesTest {
    private static final Instant THEN = Instant.parse("2026-02-03T04:05:06.789Z");
    private static final StateRecord RUNNING = new StateRecord(SessionState.RUNNING, Optional.empty(), THEN);
    private static final Digest DIGEST = Digest.parse("sha256:" + "ab".repeat(32));

    @TempDir
    Path folder;

    private final SessionFileStore store = new SessionFileStore(new RealDisk(), new LocalProcesses());

    private SessionPaths paths() {
        return SessionPaths.beside(folder.resolve("image.bin"));
    }

    private static NewSession session() {
        PayloadInfo info = PayloadInfo.named("image.bin").size(1_000);
        return new NewSession(new UUID(1, 2), Optional.of(info), RUNNING, SourcesRecord.NONE, false);
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.wrap("x".repeat(length).getBytes(StandardCharsets.US_ASCII));
    }

    private void refused(Refusal refusal, Path file, Action action) {
        SessionFileException e = assertThrows(SessionFileException.class, action::run);
        assertEquals(refusal, e.refusal());
        assertEquals(file, e.file());
        assertTrue(e.getMessage().contains(file.toString()), e::getMessage);
    }

    private interface Action {
        void run() throws IOException;
    }

    private SessionFiles reopened() throws IOException {
        OpenedSession opened = store.open(paths());
        assertEquals(Outcome.RESUMABLE, opened.outcome());
        return opened.files().orElseThrow();
    }

    @Test
    void everythingRecordedIsThereAgain() throws IOException {
        StateRecord paused = new StateRecord(
                SessionState.PAUSED,
                Optional.of(Reason.at(Endpoint.parse("csp://5/3"), Reason.Code.NO_CONTACT, "no contact with 5")),
                THEN);
        SourcesRecord sources =
                new SourcesRecord(List.of("csp://5/3", "tcp://h:1/x"), Map.of("durability", "PROCESS", "mtu", "200"));
        PayloadInfo info = PayloadInfo.named("b/ä.bin").size(99).digest(DIGEST).modified(THEN.plusNanos(5));
        try (SessionFiles files = store.create(paths(), session())) {
            files.write(0, bytes(300));
            files.checkpoint(IntervalSet.of(0, 300));
            files.recordWritten(IntervalSet.ofBounds(250, 290, 295, 400));
            files.write(300, bytes(100));
            files.recordWithdrawn(IntervalSet.of(10, 20));
            files.recordInfo(info);
            files.recordSources(sources);
            files.recordState(paused);
            files.recordBlocks(100, 2, ByteBuffer.wrap(DIGEST.value()));
        }
        try (SessionFiles files = reopened()) {
            JournalContent content = files.content();
            assertEquals(new UUID(1, 2), content.id());
            assertEquals("image.bin", content.finalName());
            assertEquals(IntervalSet.ofBounds(0, 10, 20, 300), content.held());
            assertEquals(IntervalSet.of(300, 400), content.written());
            assertEquals(Optional.of(info), content.info());
            assertEquals(sources, content.sources());
            assertEquals(paused.state(), content.state().state());
            assertEquals(paused.since(), content.state().since());
            assertEquals(
                    paused.reason().get().toString(),
                    content.state().reason().orElseThrow().toString());
            assertEquals(1, content.blocks().count());
            assertEquals(
                    DIGEST,
                    new Digest(Digest.SHA_256, content.blocks().digest(2).orElseThrow()));
            assertEquals(0, content.tornBytes());
        }
    }

    @Test
    void aWithdrawalForgetsTheDigestsOfItsBlocks() throws IOException {
        try (SessionFiles files = store.create(paths(), session())) {
            files.recordBlocks(100, 0, ByteBuffer.allocate(32 * 600));
            files.recordWithdrawn(IntervalSet.ofBounds(150, 201, 59_999, 70_000));
            BlockDigests blocks = files.content().blocks();
            assertEquals(597, blocks.count());
            assertTrue(blocks.digest(1).isEmpty()
                    && blocks.digest(2).isEmpty()
                    && blocks.digest(599).isEmpty());
            assertTrue(blocks.digest(0).isPresent()
                    && blocks.digest(3).isPresent()
                    && blocks.digest(598).isPresent());
        }
    }

    @Test
    void aWholeFileIsPublishedAndNothingElseIsLeft() throws IOException {
        SessionFiles files = store.create(paths(), session());
        files.write(0, bytes(1_200));
        files.seal(1_000, Optional.of(THEN));
        DiskFile reader = files.openReader();
        files.publish(new PublishRecord("image.bin", 1_000, Optional.of(DIGEST), false));
        assertEquals("x".repeat(1_000), Files.readString(folder.resolve("image.bin")));
        assertEquals(
                THEN, Files.getLastModifiedTime(folder.resolve("image.bin")).toInstant());
        assertEquals(1_000, reader.read(0, ByteBuffer.allocate(2_000)));
        reader.close();
        try (DiskFile later = files.openReader()) {
            assertEquals(1_000, later.size());
        }
        try (var left = Files.list(folder)) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void anExistingOutputIsNeverTouched() throws IOException {
        Path output = folder.resolve("image.bin");
        try (SessionFiles files = store.create(paths(), session())) {
            files.seal(0, Optional.empty());
            Files.writeString(output, "mine");
            PublishRecord publish = new PublishRecord("image.bin", 0, Optional.empty(), false);
            refused(Refusal.OUTPUT_EXISTS, output, () -> files.publish(publish));
        }
        OpenedSession opened = store.open(paths());
        assertEquals(Outcome.OUTPUT_EXISTS, opened.outcome());
        assertTrue(opened.warning().contains("--force"), opened.warning());
        opened.files().orElseThrow().discard();
        assertEquals("mine", Files.readString(output));
        refused(Refusal.OUTPUT_EXISTS, output, () -> store.create(paths(), session()));
    }

    @Test
    void anOutputIsReplacedWhenAskedTo() throws IOException {
        Files.writeString(folder.resolve("image.bin"), "old");
        SessionFiles files = store.create(
                paths(), new NewSession(new UUID(1, 2), Optional.empty(), RUNNING, SourcesRecord.NONE, true));
        files.write(0, bytes(4));
        files.seal(4, Optional.empty());
        files.publish(new PublishRecord("image.bin", 4, Optional.empty(), true));
        assertEquals("xxxx", Files.readString(folder.resolve("image.bin")));
        assertFalse(store.exists(paths()));
    }

    @Test
    void bytesHandedOverAndThenLostFromSightAreLeftToTheCaller() throws IOException {
        SessionPaths staged = SessionPaths.staged(folder, "0123", null);
        SessionFiles files = store.create(staged, session());
        files.seal(0, Optional.empty());
        PublishRecord publish = new PublishRecord("a/b", 0, Optional.empty(), false);
        assertThrows(
                FileAlreadyExistsException.class,
                () -> files.handOver(publish, part -> {
                    throw new FileAlreadyExistsException("a/b");
                }));
        files.close();
        Files.delete(staged.part());
        OpenedSession opened = store.open(staged);
        assertEquals(Outcome.HANDED_OVER, opened.outcome());
        opened.files().orElseThrow().discard();
        assertFalse(store.exists(staged));
    }

    @Test
    void whatIsInUseIsRefusedAndCanBeLookedAt() throws IOException {
        try (SessionFiles files = store.create(paths(), session())) {
            refused(Refusal.IN_USE, paths().state(), () -> store.open(paths()));
            refused(Refusal.SESSION_EXISTS, paths().state(), () -> store.create(paths(), session()));
            files.recordHeld(IntervalSet.of(0, 5));
            assertEquals(IntervalSet.of(0, 5), store.inspect(paths()).held());
            assertTrue(store.inUse(store.inspect(paths())));
        }
        assertFalse(store.inUse(store.inspect(paths())));
    }

    @Test
    void aLivingOwnerIsBelievedEvenWhenTheLockIsFree() throws IOException {
        Owner other = new Owner(7, "boot", 1);
        new SessionFileStore(new RealDisk(), new Living(other)).create(paths(), session());
        SessionFileStore next = new SessionFileStore(new DroppedLocks(), new Living(new Owner(8, "boot", 2)));
        SessionFileException e = assertThrows(SessionFileException.class, () -> next.open(paths()));
        assertEquals(Refusal.IN_USE, e.refusal());
        assertTrue(e.getMessage().contains("process 7"), e::getMessage);
    }

    private record Living(Owner self) implements Processes {
        @Override
        public boolean alive(Owner owner) {
            return true;
        }
    }

    @Test
    void thisProcessIsAliveAndItsNumberAloneIsNot() {
        LocalProcesses processes = new LocalProcesses();
        Owner self = processes.self();
        assertTrue(processes.alive(self));
        assertFalse(processes.alive(new Owner(self.pid(), self.bootId(), self.startTime() + 1)));
        assertFalse(processes.alive(new Owner(self.pid(), "another boot", self.startTime())));
    }

    @Test
    void aMissingPartIsRefusedOnlyWhenItHeldSomething() throws IOException {
        store.create(paths(), session()).close();
        Files.delete(paths().part());
        try (SessionFiles files = reopened()) {
            files.write(0, bytes(10));
            files.checkpoint(IntervalSet.of(0, 10));
        }
        Path moved = Files.move(paths().part(), folder.resolve("elsewhere"));
        byte[] before = Files.readAllBytes(paths().state());
        refused(Refusal.PART_GONE, paths().part(), () -> store.open(paths()));
        assertArrayEquals(before, Files.readAllBytes(paths().state()));
        Files.move(moved, paths().part());
        reopened().close();
    }

    @Test
    void aShorterPartLosesWhatIsBeyondItsEnd() throws IOException {
        try (SessionFiles files = store.create(paths(), session())) {
            files.write(0, bytes(100));
            files.checkpoint(IntervalSet.ofBounds(0, 40, 50, 100));
        }
        try (var part = java.nio.channels.FileChannel.open(paths().part(), java.nio.file.StandardOpenOption.WRITE)) {
            part.truncate(60);
        }
        OpenedSession opened = store.open(paths());
        assertEquals(Outcome.PART_CUT, opened.outcome());
        assertTrue(opened.warning().contains("40 bytes"), opened.warning());
        assertEquals(IntervalSet.ofBounds(0, 40, 50, 60), opened.content().held());
        opened.files().orElseThrow().close();
    }

    @Test
    void bytesWithoutASessionFileAreNobodysToTake() throws IOException {
        Files.writeString(paths().part(), "somebody's");
        refused(Refusal.PART_WITHOUT_STATE, paths().part(), () -> store.create(paths(), session()));
        refused(Refusal.PART_WITHOUT_STATE, paths().part(), () -> store.open(paths()));
        assertEquals("somebody's", Files.readString(paths().part()));
    }

    @Test
    void foreignDamagedAndNewerFilesAreRefusedUntouched() throws IOException {
        Path state = paths().state();
        refused(Refusal.MISSING, state, () -> store.open(paths()));
        Files.writeString(state, "some other program's file");
        refused(Refusal.FOREIGN_FILE, state, () -> store.open(paths()));
        refused(Refusal.FOREIGN_FILE, state, () -> store.create(paths(), session()));
        Files.delete(state);
        store.create(paths(), session()).close();
        reopened().close();
        byte[] good = Files.readAllBytes(state);
        byte[] damaged = good.clone();
        damaged[20] ^= 1;
        damaged[4096 + 20] ^= 1;
        Files.write(state, damaged);
        refused(Refusal.DAMAGED_HEAD, state, () -> store.open(paths()));
        Superblock newer = new Superblock(2, 3, new UUID(1, 2), 9, 8192);
        System.arraycopy(newer.encode().array(), 0, good, 0, Superblock.LENGTH);
        Files.write(state, good);
        refused(Refusal.NEWER_VERSION, state, () -> store.open(paths()));
        assertTrue(assertThrows(IOException.class, () -> store.inspect(paths()))
                .getMessage()
                .contains("version 2.3"));
        assertArrayEquals(good, Files.readAllBytes(state));
    }

    @Test
    void anEmptySessionFileIsTakenOver() throws IOException {
        Files.createFile(paths().state());
        refused(Refusal.NEVER_STARTED, paths().state(), () -> store.open(paths()));
        store.create(paths(), session()).close();
        reopened().close();
    }

    @Test
    void aFolderThatCannotBeWrittenLeavesNoTrace() {
        SessionPaths nowhere = SessionPaths.beside(folder.resolve("none").resolve("image.bin"));
        assertThrows(IOException.class, () -> store.create(nowhere, session()));
        assertFalse(store.exists(nowhere));
    }

    @Test
    void aSessionIsMeantByItsFinalNameOrItsStateFile() throws IOException {
        RealDisk disk = new RealDisk();
        Path target = folder.resolve("image.bin");
        store.create(paths(), session()).close();
        assertEquals(paths(), SessionPaths.named(disk, target));
        assertEquals(paths(), SessionPaths.named(disk, paths().state()));
    }

    @Test
    void writtenBytesCountOnlyInTheSameStartOfTheMachine() throws IOException {
        SimProcesses first = SimProcesses.first();
        SessionFileStore before = new SessionFileStore(new RealDisk(), first);
        SessionFiles files = before.create(paths(), session());
        files.write(0, bytes(100));
        files.checkpoint(IntervalSet.of(0, 30));
        files.recordWritten(IntervalSet.of(30, 100));
        files.close();
        JournalContent here = new SessionFileStore(new RealDisk(), first.next(false)).inspect(paths());
        assertEquals(IntervalSet.of(30, 100), here.written());
        JournalContent rebooted = new SessionFileStore(new RealDisk(), first.next(true)).inspect(paths());
        assertEquals(IntervalSet.of(0, 30), rebooted.all());
    }

    @Test
    void filesThatSleepAreClosedAndWakeWithAllThatTheyHeld() throws IOException {
        SessionFiles files = store.create(paths(), session());
        files.write(0, bytes(500));
        files.checkpoint(IntervalSet.of(0, 500));
        JournalContent before = files.content();
        files.sleep();
        assertTrue(before.saysTheSame(files.content()));
        SessionFileStore other = new SessionFileStore(new RealDisk(), new LocalProcesses());
        other.open(paths()).files().orElseThrow().close();
        files.write(500, bytes(500));
        files.checkpoint(IntervalSet.of(500, 1_000));
        assertEquals(IntervalSet.of(0, 1_000), files.content().held());
        assertFalse(files.isAsleep());
        files.close();
    }

    @Test
    void filesDoNotWakeWhenSomebodyElseHasGoneOnWithThem() throws IOException {
        SessionFiles files = store.create(paths(), session());
        files.sleep();
        SessionFileStore other = new SessionFileStore(new RealDisk(), new LocalProcesses());
        SessionFiles theirs = other.open(paths()).files().orElseThrow();
        refused(Refusal.IN_USE, paths().state(), files::make);
        theirs.write(0, bytes(500));
        theirs.checkpoint(IntervalSet.of(0, 500));
        theirs.close();
        refused(Refusal.IN_USE, paths().state(), files::make);
        assertTrue(files.isAsleep());
        files.close();
        assertEquals(
                IntervalSet.of(0, 500),
                other.open(paths()).files().orElseThrow().content().held());
    }
}
