package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of this machine, as far as its promises go beyond those of the JDK. */
class RealDiskTest {
    private final RealDisk disk = new RealDisk();

    @TempDir
    Path folder;

    @Test
    void aPendingInterruptHarmsNoCallAndStaysPending() throws IOException {
        Path path = folder.resolve("a");
        try (DiskFile file = disk.open(path, Disk.Mode.CREATE_NEW)) {
            assertTrue(file.tryLock());
            Thread.currentThread().interrupt();
            file.write(3, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            file.force(true);
            file.truncate(5);
            ByteBuffer read = ByteBuffer.allocate(9);
            assertEquals(5, file.read(0, read));
            disk.forceDirectory(folder);
            assertTrue(disk.link(path, folder.resolve("b")));
            assertTrue(Thread.interrupted(), "the interrupt was swallowed");
            assertEquals(5, file.size());
        }
    }

    @Test
    void anInterruptInTheMiddleOfWritingClosesNothing() throws Exception {
        try (DiskFile file = disk.open(folder.resolve("a"), Disk.Mode.CREATE_NEW)) {
            CountDownLatch begun = new CountDownLatch(1);
            FutureTask<Integer> writes = new FutureTask<>(() -> {
                int n = 0;
                ByteBuffer block = ByteBuffer.allocateDirect(1 << 16);
                while (!Thread.currentThread().isInterrupted() || n < 200) {
                    file.write(0, block.clear());
                    if (n++ == 50) {
                        begun.countDown();
                    }
                }
                return n;
            });
            Thread writer = new Thread(writes);
            writer.start();
            begun.await();
            writer.interrupt();
            assertTrue(writes.get() >= 200);
            file.force(false);
            assertEquals(1 << 16, file.size());
        }
    }

    @Test
    void aLockIsRefusedToASecondOpenFileOfThisProcess() throws IOException {
        Path path = folder.resolve("a");
        try (DiskFile first = disk.open(path, Disk.Mode.CREATE_NEW);
                DiskFile second = disk.open(path, Disk.Mode.READ_WRITE)) {
            assertTrue(first.tryLock());
            assertFalse(second.tryLock());
        }
    }

    @Test
    void aLinkNeverReplacesAndAMoveDoes() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "one");
        Path two = Files.writeString(folder.resolve("two"), "two");
        assertThrows(FileAlreadyExistsException.class, () -> disk.link(one, two));
        assertThrows(NoSuchFileException.class, () -> disk.link(folder.resolve("none"), folder.resolve("three")));
        assertEquals("two", Files.readString(two));
        disk.move(one, two);
        assertEquals("one", Files.readString(two));
        assertFalse(disk.exists(one));
    }

    @Test
    void aMissingFileIsSaidToBeMissing() throws IOException {
        Path none = folder.resolve("none");
        assertThrows(NoSuchFileException.class, () -> disk.open(none, Disk.Mode.READ));
        assertThrows(NoSuchFileException.class, () -> disk.open(none, Disk.Mode.READ_WRITE));
        assertThrows(NoSuchFileException.class, () -> disk.size(none));
        assertFalse(disk.delete(none));
        assertEquals(0, disk.list(none).size());
        assertTrue(disk.usableSpace(none.resolve("deep")) > 0);
    }
}
