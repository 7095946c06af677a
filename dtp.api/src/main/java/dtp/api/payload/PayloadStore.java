package dtp.api.payload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where payloads are served from and published to. Whiteboard; asked in order of service.ranking. Blocking calls, made by the
 * engine on its own threads, never by a transport.
 */
@ConsumerType
public interface PayloadStore {
    /**
     * Opens for reading; [P06] empty when there is no such name. Names have passed the engine's name check; [P07] the store
     * adds its own: a symbolic link on the way is not followed, and only regular files are opened.
     */
    Optional<Payload> open(String name) throws IOException;

    /** What can be opened, in no order; close the stream. [P08] Nothing below a first segment {@code .dtp} is listed. */
    Stream<PayloadInfo> list() throws IOException;

    /** Folder for bytes that are not yet a payload, on the file system that {@link #publish} links from; empty for a read-only store. */
    Optional<Path> staging();

    /** Bytes that may still be promised to uploads; 0 for a read-only store. */
    long usableSpace() throws IOException;

    /**
     * Makes a whole, verified, synced file visible under a name and takes the file over. [P09] Atomically, and never over an
     * existing payload unless {@code replace}: then java.nio.file.FileAlreadyExistsException, and {@code verified} stays.
     */
    void publish(Path verified, PayloadInfo info, boolean replace) throws IOException;
}
