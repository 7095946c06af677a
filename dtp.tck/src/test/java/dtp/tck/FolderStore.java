package dtp.tck;

import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.payload.PayloadStore;
import dtp.tck.doubles.MemoryPayload;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;

/** A small honest store, so that its contract can be tried; payloads are read whole. Steps can be overridden to break it. */
class FolderStore implements PayloadStore {
    private final Path root;

    FolderStore(Path root) {
        this.root = root;
    }

    @Override
    public Optional<Payload> open(String name) throws IOException {
        Path file = root.resolve(name);
        if (!isPlain(file)) {
            return Optional.empty();
        }
        return Optional.of(new MemoryPayload(name, Files.readAllBytes(file)));
    }

    /** A regular file, reached without a symbolic link. */
    boolean isPlain(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && file.toRealPath().equals(root.toRealPath().resolve(root.relativize(file)));
    }

    boolean isListed(String name) {
        return !name.startsWith(".dtp/");
    }

    @Override
    public Stream<PayloadInfo> list() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all
                    .filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .map(f -> root.relativize(f).toString())
                    .filter(this::isListed)
                    .map(PayloadInfo::named)
                    .toList()
                    .stream();
        }
    }

    @Override
    public Optional<Path> staging() {
        return Optional.of(root.resolve(".dtp"));
    }

    @Override
    public long usableSpace() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    @Override
    public void publish(Path verified, PayloadInfo info, boolean replace) throws IOException {
        Path file = root.resolve(info.name());
        if (replace) {
            Files.move(verified, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } else if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        } else {
            Files.createLink(file, verified);
            Files.delete(verified);
        }
    }
}
