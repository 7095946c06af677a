package dtp.transport.zmq.component;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A new file that only its owner can read: whole under its name, or not there. On the caller's thread. */
final class KeyFile {
    private KeyFile() {}

    /** @throws FileAlreadyExistsException when there is something of that name, which is left as it is */
    static void write(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path made = Files.createTempFile(directory, ".dtp-keygen.", ".tmp"); // its owner's only
        try {
            try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            name(made, file);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    /** A link replaces nothing, also when somebody else makes that file in this moment; not every disk has links. */
    private static void name(Path made, Path file) throws IOException {
        try {
            Files.createLink(file, made);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            Files.move(made, file);
        }
    }
}
