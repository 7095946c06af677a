package dtp.csp.store.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.payload.Digest;
import dtp.csp.store.ChangedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a home remembers, through restarts, torn lines and several processes. */
class HomeStateTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Digest DIGEST = new Digest(Digest.SHA_256, new byte[32]);

    @TempDir
    Path home;

    private static SessionRegistry.Entry entry(long id, Path state) {
        return new SessionRegistry.Entry(
                new UUID(0, id), Optional.ofNullable(state), Map.of("kind", "put", "note", "tab\there\nand \\ there"));
    }

    @Test
    void aRegisteredSessionIsFoundByTheNextProcess() throws IOException {
        Path state = Files.createFile(home.resolve("a\tb.dtp"));
        new SessionRegistry(home).register(entry(1, state), true);
        new SessionRegistry(home).register(entry(2, null), true);
        List<SessionRegistry.Entry> found = new SessionRegistry(home).entries();
        assertEquals(2, found.size());
        assertTrue(found.contains(entry(1, state)));
        assertTrue(found.contains(entry(2, null)));
        assertTrue(new SessionRegistry(home).forget(new UUID(0, 2)));
        assertFalse(new SessionRegistry(home).forget(new UUID(0, 2)));
    }

    @Test
    void aSessionWhoseFileIsGoneIsForgotten() throws IOException {
        SessionRegistry registry = new SessionRegistry(home);
        Path state = Files.createFile(home.resolve("a.dtp"));
        registry.register(entry(1, state), true);
        Files.delete(state);
        assertEquals(List.of(), registry.entries());
        assertFalse(registry.forget(new UUID(0, 1)), "still remembered");
    }

    /** Undoes, at a power cut, the renames into a folder that was not forced after them. */
    private static final class CutDisk extends ChangedDisk {
        private final Map<Path, byte[]> before = new HashMap<>();

        @Override
        public void move(Path from, Path to) throws IOException {
            byte[] old = Files.exists(to) ? Files.readAllBytes(to) : null;
            super.move(from, to);
            before.putIfAbsent(to, old);
        }

        @Override
        public void forceDirectory(Path folder) throws IOException {
            super.forceDirectory(folder);
            before.keySet().removeIf(file -> file.getParent().equals(folder));
        }

        void powerCut() throws IOException {
            for (Map.Entry<Path, byte[]> undone : before.entrySet()) {
                if (undone.getValue() == null) {
                    Files.delete(undone.getKey());
                } else {
                    Files.write(undone.getKey(), undone.getValue());
                }
            }
        }
    }

    @Test
    void aSyncedEntryOutlivesAPowerCutAndAnUnsyncedOneCostsNoForcedFolder() throws IOException {
        CutDisk disk = new CutDisk();
        SessionRegistry registry = new SessionRegistry(home, disk);
        registry.register(entry(1, null), true);
        registry.register(entry(2, null), false);
        disk.powerCut();
        assertEquals(List.of(entry(1, null)), new SessionRegistry(home).entries());
    }

    @Test
    void aDamagedEntryIsLeftOut() throws IOException {
        SessionRegistry registry = new SessionRegistry(home);
        registry.register(entry(1, null), false);
        Path file = home.resolve("sessions").resolve(new UUID(0, 1).toString());
        Files.writeString(file, Files.readString(file).replace("put", "get"));
        assertEquals(List.of(), registry.entries());
    }

    private static History.Entry ended(long id) {
        return new History.Entry(new UUID(1, id), NOW.plusMillis(id), Map.of("file", "/data/ä b", "bytes", "" + id));
    }

    @Test
    void historyTellsTheNewestFirst() throws IOException {
        History history = new History(home);
        for (int i = 0; i < 5; i++) {
            history.append(List.of(ended(i)));
        }
        assertEquals(List.of(ended(4), ended(3)), new History(home).newest(2));
    }

    @Test
    void aTornLineOfTheHistoryHarmsNoOther() throws IOException {
        History history = new History(home);
        history.append(List.of(ended(1)));
        Files.writeString(home.resolve("history"), "ended\t0000", StandardOpenOption.APPEND);
        history.append(List.of(ended(2)));
        assertEquals(List.of(ended(2), ended(1)), history.newest(9));
    }

    @Test
    void historyKeepsTheLastTwoFilesOfItsSize() throws IOException {
        History history = new History(home, 1_000);
        for (int i = 0; i < 200; i++) {
            history.append(List.of(ended(i)));
        }
        List<History.Entry> left = history.newest(1_000);
        assertEquals(ended(199), left.get(0));
        assertTrue(left.size() >= 10 && left.size() < 40, "left " + left.size());
        assertTrue(Files.size(home.resolve("history")) <= 1_100);
    }

    private DigestCache.Key file(String name, Instant modified) throws IOException {
        Path file = home.resolve(name);
        Files.writeString(file, name);
        Files.setLastModifiedTime(file, FileTime.from(modified));
        return DigestCache.Key.of(file);
    }

    @Test
    void aDigestCountsUntilTheFileChanges() throws IOException {
        DigestCache.Key key = file("a", NOW.minusSeconds(100));
        new DigestCache(home, 10).put(key, DIGEST, NOW);
        assertEquals(Optional.of(DIGEST), new DigestCache(home, 10).find(DigestCache.Key.of(home.resolve("a"))));
        DigestCache.Key changed = file("a", NOW.minusSeconds(99));
        assertEquals(Optional.empty(), new DigestCache(home, 10).find(changed));
    }

    @Test
    void aFileThatChangedAMomentAgoIsNotRemembered() throws IOException {
        DigestCache cache = new DigestCache(home, 10);
        DigestCache.Key key = file("a", NOW.minusSeconds(1));
        cache.put(key, DIGEST, NOW);
        assertEquals(Optional.empty(), cache.find(key));
    }

    @Test
    void aFineClockTellsSoonThatAFileHasNotChanged() throws IOException {
        DigestCache cache = new DigestCache(home, 10);
        DigestCache.Key key = new DigestCache.Key(home.resolve("a"), 3, NOW.minusNanos(60_000_001), "");
        cache.put(key, DIGEST, NOW.minusNanos(40_000_000));
        assertEquals(Optional.empty(), cache.find(key));
        cache.put(key, DIGEST, NOW);
        assertEquals(Optional.of(DIGEST), cache.find(key));
    }

    @Test
    void onlyTheMostRecentDigestsAreKept() throws IOException {
        DigestCache cache = new DigestCache(home, 3);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 8; i++) {
                cache.put(file("f" + i, NOW.minusSeconds(100 + round)), DIGEST, NOW);
            }
        }
        assertEquals(Optional.empty(), cache.find(DigestCache.Key.of(home.resolve("f4"))));
        DigestCache again = new DigestCache(home, 3);
        assertEquals(Optional.of(DIGEST), again.find(DigestCache.Key.of(home.resolve("f7"))));
        assertTrue(Files.readAllLines(home.resolve("digests")).size() <= 7);
    }
}
