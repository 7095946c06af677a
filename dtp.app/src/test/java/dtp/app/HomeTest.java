package dtp.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process's place below the home directory. */
class HomeTest {
    private static final int AT_ONCE = 4;
    private static final int HOMES = 100;

    @Test
    void commandsThatStartOnANewHomeInTheSameMomentAllGetTheirPlace(@TempDir Path folder) throws Exception {
        ExecutorService commands = Executors.newFixedThreadPool(AT_ONCE);
        try {
            CyclicBarrier together = new CyclicBarrier(AT_ONCE);
            for (int i = 0; i < HOMES; i++) {
                Path home = folder.resolve("home" + i);
                List<Future<Home>> opened = new ArrayList<>();
                for (int command = 0; command < AT_ONCE; command++) {
                    opened.add(commands.submit(() -> {
                        together.await();
                        return Home.open(home);
                    }));
                }
                for (Future<Home> one : opened) {
                    one.get().close();
                }
            }
        } finally {
            commands.shutdownNow();
        }
    }

    @Test
    void whatCannotBeRemovedNeitherFailsTheCommandNorTheNextOne(@TempDir Path folder) throws IOException {
        Home home = Home.open(folder.resolve("home"));
        Path aside = deep(folder.resolve("aside"));
        Path inside = deep(home.temporary()).resolve("more");
        Files.move(folder.resolve("aside"), inside);
        try {
            home.close();
            assertTrue(Files.exists(inside), "it can be removed: no path was too long");
            Path left = folder.resolve("home/run/felix-999999999-left"); // as of a process that was killed
            Files.move(home.temporary().getParent(), left);
            Home.open(folder.resolve("home")).close();
            Files.move(left, home.temporary().getParent());
        } finally {
            Files.move(inside, folder.resolve("aside"));
        }
        assertTrue(Files.exists(aside));
    }

    /** Half of what a path may be long: two of them in one another can be named by nobody. */
    private static Path deep(Path below) throws IOException {
        Path at = below;
        for (int i = 0; i < 12; i++) {
            at = at.resolve("d".repeat(200));
        }
        return Files.createDirectories(at);
    }

    @Test
    void onlyTheUserMayLookIntoIt(@TempDir Path folder) throws IOException {
        Home.open(folder.resolve("home")).close();
        assertEquals(
                "[OWNER_READ, OWNER_WRITE, OWNER_EXECUTE]",
                Files.getPosixFilePermissions(folder.resolve("home/run")).stream()
                        .sorted()
                        .toList()
                        .toString());
    }
}
