package dtp.csp.session;

import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadChangedException;
import dtp.api.payload.PayloadInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A file to be sent, as it was when it was opened: another size, time or file under the name ends it with {@link
 * PayloadChangedException}. Thread-safe.
 */
public final class FilePayload implements Payload {
    private final Path path;
    private final FileChannel file;
    private final BasicFileAttributes opened;
    private final PayloadInfo info;
    private final FileDigests digests;

    private FilePayload(Path path, FileChannel file, BasicFileAttributes opened, String name, FileDigests digests) {
        this.path = path;
        this.file = file;
        this.opened = opened;
        this.digests = digests;
        PayloadInfo known = PayloadInfo.named(name)
                .size(opened.size())
                .modified(opened.lastModifiedTime().toInstant());
        info = digests.known(path, opened).map(known::digest).orElse(known);
    }

    /**
     * @param followLinks only for files that the operator named himself
     * @throws NoSuchFileException also for what is no regular file
     */
    public static FilePayload open(Path path, String name, boolean followLinks, FileDigests digests)
            throws IOException {
        LinkOption[] links = followLinks ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        BasicFileAttributes before = Files.readAttributes(path, BasicFileAttributes.class, links);
        if (!before.isRegularFile()) {
            throw new NoSuchFileException(path.toString());
        }
        Set<OpenOption> options = followLinks
                ? Set.of(StandardOpenOption.READ)
                : Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        FileChannel file = FileChannel.open(path, options);
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class, links);
            if (!same(before, now) || file.size() != now.size()) {
                throw new PayloadChangedException(path + " is being changed; try again when it is not");
            }
            return new FilePayload(path, file, now, name, digests);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** True while this name is one of the file that was opened. */
    boolean isStill(Path name) throws IOException {
        return Objects.equals(
                opened.fileKey(),
                Files.readAttributes(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey());
    }

    static boolean same(BasicFileAttributes a, BasicFileAttributes b) {
        return a.size() == b.size()
                && a.lastModifiedTime().equals(b.lastModifiedTime())
                && Objects.equals(a.fileKey(), b.fileKey());
    }

    @Override
    public PayloadInfo info() {
        return info;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        if (position >= opened.size()) {
            checkUnchanged();
            return -1;
        }
        int most = (int) Math.min(into.remaining(), opened.size() - position);
        int n = file.read(into.slice(into.position(), most), position);
        into.position(into.position() + Math.max(0, n));
        checkUnchanged();
        return n;
    }

    /** After the read: what was read before the check is the old version, or is not returned. */
    private void checkUnchanged() throws IOException {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return; // removed or replaced by name only: the opened file is still the old one
        }
        boolean replaced = !Objects.equals(now.fileKey(), opened.fileKey());
        boolean changed = file.size() != opened.size()
                || (!replaced && !now.lastModifiedTime().equals(opened.lastModifiedTime()));
        if (changed) {
            throw new PayloadChangedException(path + " was changed while it was being sent");
        }
    }

    @Override
    public Optional<FileChannel> channel() {
        return Optional.of(file);
    }

    @Override
    public CompletionStage<Digest> digest(String algorithm) {
        return digests.compute(path, opened, algorithm);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // a reader: nothing can be lost
        }
    }
}
