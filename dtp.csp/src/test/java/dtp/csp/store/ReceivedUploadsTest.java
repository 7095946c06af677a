package dtp.csp.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.payload.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where uploads that are not whole yet are kept. */
class ReceivedUploadsTest {
    private static final Digest DIGEST = new Digest(Digest.SHA_256, new byte[32]);

    private static UploadKey key(String name, String principal) {
        return new UploadKey("images", name, 5, DIGEST, principal);
    }

    @Test
    void aNameIsTheSameInEveryUnicodeForm() {
        assertEquals(key("ma\u0308rz", "").fileName(), key("m\u00e4rz", "").fileName());
    }

    @Test
    void partsOfAKeyCannotRunIntoEachOther() {
        assertNotEquals(key("a", "b").fileName(), key("ab", "").fileName());
        assertEquals(32, key("a", "b").fileName().length());
    }

    @Test
    void aKeyNeverChangesItsFileName() {
        assertEquals(
                "fa7e9b0b9f4d55c7b903e8bff16496ce", key("image.bin", "sat1").fileName());
    }

    @Test
    void theFolderIsTheIndex(@TempDir Path root) throws IOException {
        ReceivedUploads uploads = new ReceivedUploads(new RealDisk(), root);
        assertEquals(List.of(), uploads.scan());
        uploads.prepare();
        SessionPaths paths = uploads.paths(key("a/b", "x"), root.resolve("a").resolve("b"));
        assertTrue(paths.state().startsWith(root.resolve(".dtp").resolve("uploads")));
        Files.createFile(paths.state());
        Files.createFile(paths.part());
        Files.createFile(uploads.folder().resolve("notes.dtp"));
        assertEquals(
                List.of(paths.state()),
                uploads.scan().stream().map(SessionPaths::state).toList());
    }
}
