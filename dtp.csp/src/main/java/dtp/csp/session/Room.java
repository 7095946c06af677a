package dtp.csp.session;

import dtp.api.payload.PayloadStore;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The space of stores, promised once (durability.md §8): what a store said at its last offer, less what its uploads may still
 * bring. Any thread; never asks the disk, so that a transport's thread gets its answer at once.
 */
final class Room {
    private final IdentityHashMap<PayloadStore, Long> usable = new IdentityHashMap<>();
    private final List<Claim> claims = new ArrayList<>();

    /** What one upload takes. */
    private static final class Claim {
        private final Upload upload;
        private LongSupplier written;
        /** Written when the store was asked: not in its answer any more. */
        private long before;

        private long size;

        Claim(Upload upload, long held) {
            this.upload = upload;
            written = () -> held;
            before = held;
        }

        /** Bytes of the store's answer that are not there for others. */
        long takes() {
            return Math.max(0, Math.max(size, written.getAsLong()) - before);
        }
    }

    /**
     * An upload begins, and its store was asked for it.
     *
     * @param bytes what the store has
     * @param held bytes that the upload has brought before
     */
    synchronized void enter(Upload upload, long bytes, long held) {
        for (Claim claim : claims) {
            if (claim.upload.store() == upload.store()) {
                claim.before = claim.written.getAsLong();
            }
        }
        usable.put(upload.store(), bytes);
        claims.add(new Claim(upload, held));
    }

    /** Where the upload's bytes are counted from now on. */
    synchronized void counts(Upload upload, LongSupplier written) {
        claims.stream().filter(c -> c.upload == upload).forEach(c -> c.written = written);
    }

    /** Promises room for the upload up to this size. @return false: there is none, and nothing is promised */
    synchronized boolean promise(Upload upload, long size) {
        long left = usable.getOrDefault(upload.store(), 0L);
        Claim mine = null;
        for (Claim claim : claims) {
            if (claim.upload == upload) {
                mine = claim;
            } else if (claim.upload.store() == upload.store()) {
                left -= claim.takes();
            }
        }
        if (mine == null || size - mine.before > left) {
            return false;
        }
        mine.size = size;
        return true;
    }

    /** It is over. What it has written is not there for others before the store is asked again, which the next offer does. */
    synchronized void leave(Upload upload) {
        for (Claim claim : claims) {
            if (claim.upload == upload) {
                claim.size = 0;
                usable.computeIfPresent(upload.store(), (store, bytes) -> bytes - claim.takes());
            }
        }
        claims.removeIf(c -> c.upload == upload);
        if (claims.stream().noneMatch(c -> c.upload.store() == upload.store())) {
            usable.remove(upload.store());
        }
    }
}
