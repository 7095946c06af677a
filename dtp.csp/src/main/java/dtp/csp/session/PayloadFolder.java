package dtp.csp.session;

import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.payload.PayloadStore;
import dtp.csp.store.Disk;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A payload store over a folder, over single files under names of their own, or both. Below the folder no symbolic link is
 * followed; a single file was named by the operator and may be one. Any thread; blocks.
 */
public final class PayloadFolder implements PayloadStore {
    private static final Logger LOG = LoggerFactory.getLogger(PayloadFolder.class);
    private static final Path UPLOADS = Path.of(NameRules.RESERVED, "uploads");

    private final Disk disk;
    private final FileDigests digests;
    private final Optional<Path> root;
    private final Map<String, Path> files;
    private final boolean writable;

    /**
     * @param root folder to serve; empty: only {@code files}
     * @param files served under these names, which win over the folder
     * @param writable uploads may be published below the root
     */
    public PayloadFolder(
            Disk disk, FileDigests digests, Optional<Path> root, Map<String, Path> files, boolean writable) {
        this.disk = disk;
        this.digests = digests;
        this.root = root.map(r -> r.toAbsolutePath().normalize());
        this.files = Map.copyOf(files);
        this.writable = writable && root.isPresent();
    }

    @Override
    public Optional<Payload> open(String name) throws IOException {
        Path single = files.get(name);
        try {
            if (single != null) {
                return Optional.of(FilePayload.open(single, name, true, digests));
            }
            Optional<Path> found = root.flatMap(r -> below(r, name));
            return found.isPresent() ? Optional.of(openBelow(found.get(), name)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Payload openBelow(Path file, String name) throws IOException {
        FilePayload opened = FilePayload.open(file, name, false, digests);
        // a folder on the way may have become a link between the check and the opening; real paths tell the same for
        // more
        if (below(root.orElseThrow(), name).isEmpty() || !opened.isStill(file)) {
            opened.close();
            throw new NoSuchFileException(name);
        }
        return opened;
    }

    /** Goes down part by part; empty when one is missing or a link. */
    private static Optional<Path> below(Path root, String name) {
        Path at = root;
        for (String part : name.split("/")) {
            if (!Files.isDirectory(at, at == root ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS})) {
                return Optional.empty();
            }
            at = at.resolve(part);
        }
        return Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS) ? Optional.of(at) : Optional.empty();
    }

    @Override
    public Stream<PayloadInfo> list() throws IOException {
        List<PayloadInfo> found = new ArrayList<>();
        for (Map.Entry<String, Path> single : files.entrySet()) {
            if (Files.isRegularFile(single.getValue())) {
                BasicFileAttributes is = Files.readAttributes(single.getValue(), BasicFileAttributes.class);
                found.add(info(single.getKey(), is));
            }
        }
        if (root.isPresent()) {
            Files.walkFileTree(root.get(), new Lister(root.get(), found));
        }
        return found.stream();
    }

    private static PayloadInfo info(String name, BasicFileAttributes is) {
        return PayloadInfo.named(name)
                .size(is.size())
                .modified(is.lastModifiedTime().toInstant());
    }

    /** Collects regular files with good names; follows no links. */
    private final class Lister extends SimpleFileVisitor<Path> {
        private final Path top;
        private final List<PayloadInfo> found;

        Lister(Path top, List<PayloadInfo> found) {
            this.top = top;
            this.found = found;
        }

        private String name(Path path) {
            return top.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes is) {
            boolean good = folder.equals(top) || NameRules.problem(name(folder)).isEmpty();
            return good ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
            String name = name(file);
            if (is.isRegularFile() && NameRules.problem(name).isEmpty() && !files.containsKey(name)) {
                found.add(info(name, is));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // went away, or may not be read: not to be listed
        }
    }

    @Override
    public Optional<Path> staging() {
        return writable ? root.map(r -> r.resolve(UPLOADS)) : Optional.empty();
    }

    @Override
    public long usableSpace() throws IOException {
        return writable ? disk.usableSpace(root.orElseThrow()) : 0;
    }

    @Override
    public void publish(Path verified, PayloadInfo info, boolean replace) throws IOException {
        if (!writable) {
            throw new IOException("this store is read-only");
        }
        Path target = target(info.name());
        if (info.modified().isPresent()) {
            disk.setModified(verified, info.modified().get());
        }
        boolean linked = !replace && disk.link(verified, target);
        if (!linked) {
            disk.move(verified, target); // without hard links too: link() has checked that the name is free
        }
        disk.forceDirectory(target.getParent());
        if (linked) {
            deleteOtherName(verified);
        }
    }

    /** It is published by now: what cannot be deleted is one name too many, which the session that it was of deletes or logs. */
    private void deleteOtherName(Path verified) {
        try {
            disk.delete(verified);
        } catch (IOException e) {
            LOG.debug("{} is published, but cannot be deleted", verified, e);
        }
    }

    /** The file of that name; folders on the way are made, and none is a link. */
    private Path target(String name) throws IOException {
        Path at = root.orElseThrow();
        String[] parts = name.split("/");
        for (int i = 0; i < parts.length - 1; i++) {
            at = at.resolve(parts[i]);
            if (!disk.exists(at)) {
                disk.createDirectories(at);
                disk.forceDirectory(at.getParent());
            }
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(at.toString());
            }
        }
        return at.resolve(parts[parts.length - 1]);
    }
}
