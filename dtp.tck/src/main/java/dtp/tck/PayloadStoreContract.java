package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.payload.PayloadStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

/** What every store must keep: one test for each sentence [P06] to [P09], named after its number. */
@Timeout(60)
public abstract class PayloadStoreContract {
    private PayloadStore store;

    /** A new, empty store. */
    protected abstract PayloadStore store() throws Exception;

    /** Called after each test. */
    protected void dispose(PayloadStore used) throws Exception {}

    /** Puts bytes under a name past the store, for what publish does not make. Stores without such a way skip the test. */
    protected void put(String name, byte[] content) throws Exception {
        throw new TestAbortedException("nothing can be put past this store");
    }

    /** Makes a symbolic link of that name to what stands under another; or a folder, when {@code target} is empty. */
    protected void putOddity(String name, String target) throws Exception {
        throw new TestAbortedException("nothing odd can be put past this store");
    }

    @BeforeEach
    void open() throws Exception {
        store = store();
    }

    @AfterEach
    void close() throws Exception {
        dispose(store);
    }

    @Test
    void p06_anUnknownNameOpensNothing() throws Exception {
        assertEquals(Optional.empty(), store.open("nothing"));
        assertEquals(Optional.empty(), store.open("no/such/folder"));
    }

    @Test
    void p07_aSymbolicLinkIsNotFollowed() throws Exception {
        put("real/file", bytes("outside"));
        putOddity("link", "real/file");
        putOddity("linked", "real");
        assertOpensNothing("link");
        assertOpensNothing("linked/file");
        assertEquals(Set.of("real/file"), names());
    }

    @Test
    void p07_onlyRegularFilesAreOpened() throws Exception {
        putOddity("folder", "");
        assertOpensNothing("folder");
        assertEquals(Set.of(), names());
    }

    private void assertOpensNothing(String name) {
        try (Payload payload = store.open(name).orElse(null)) {
            assertEquals(null, payload, name);
        } catch (IOException refused) {
            assertFalse(String.valueOf(refused.getMessage()).isBlank(), "a refusal says why");
        }
    }

    @Test
    void p08_whatIsNotYetAPayloadIsNotListed() throws Exception {
        publish("image", "one", false);
        Path staging = staging();
        Files.write(staging.resolve("half"), bytes("half"));
        assertEquals(Set.of("image"), names());
        put(".dtp/half", bytes("half"));
        put(".dtp/more/half", bytes("half"));
        assertEquals(Set.of("image"), names());
    }

    @Test
    void p09_whatIsPublishedIsThere() throws Exception {
        Path verified = publish("image", "one", false);
        assertArrayEquals(bytes("one"), read("image"));
        assertFalse(Files.exists(verified), "the store takes the file over");
        assertTrue(names().contains("image"));
    }

    @Test
    void p09_nothingIsPublishedOverAnotherPayload() throws Exception {
        publish("image", "one", false);
        Path second = stage("two");
        PayloadInfo info = PayloadInfo.named("image").size(3);
        assertThrows(FileAlreadyExistsException.class, () -> store.publish(second, info, false));
        assertTrue(Files.exists(second), "what could not be published stays");
        assertArrayEquals(bytes("one"), read("image"));
    }

    @Test
    void p09_toReplaceIsAllowedWhenAskedFor() throws Exception {
        publish("image", "one", false);
        publish("image", "two", true);
        assertArrayEquals(bytes("two"), read("image"));
        assertEquals(Set.of("image"), names());
    }

    @Test
    @Disabled("untested: a reader at the very moment of publish cannot be arranged from outside")
    void p09_untested_publishIsAtomic() {}

    private Path publish(String name, String content, boolean replace) throws Exception {
        Path file = stage(content);
        store.publish(file, PayloadInfo.named(name).size(content.length()), replace);
        return file;
    }

    private Path stage(String content) throws Exception {
        return Files.write(Files.createTempFile(staging(), "verified", ""), bytes(content));
    }

    private Path staging() throws IOException {
        Path staging = store.staging().orElseThrow(() -> new TestAbortedException("this store is read-only"));
        return Files.createDirectories(staging);
    }

    private byte[] read(String name) throws IOException {
        try (Payload payload = store.open(name).orElseThrow()) {
            ByteBuffer all =
                    ByteBuffer.allocate(Math.toIntExact(payload.info().size().orElseThrow()));
            while (all.hasRemaining() && payload.read(all.position(), all) > 0) {
                assertTrue(all.position() > 0);
            }
            return all.array();
        }
    }

    private Set<String> names() throws IOException {
        try (Stream<PayloadInfo> all = store.list()) {
            return all.map(PayloadInfo::name).collect(Collectors.toSet());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
