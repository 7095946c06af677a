package dtp.csp.session;

import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.csp.store.PublishRecord;
import dtp.csp.store.SessionFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * What became of publishing a small file out of memory (ADR 8). Made on the SYNCER lane; immutable.
 *
 * @param computed the digest that was compared; empty when none was told
 * @param wrong why nothing was published; everything is as before
 */
record BriefPublication(Optional<Digest> computed, Optional<IOException> wrong) {

    static BriefPublication of(SessionFiles files, PayloadInfo known, boolean replace) {
        String name = files.paths().shown().getFileName().toString();
        try {
            files.publishUnmade(
                    new PublishRecord(name, known.size().orElseThrow(), known.digest(), replace),
                    known.modified(),
                    whole -> compare(whole, known.digest()));
            return new BriefPublication(known.digest(), Optional.empty());
        } catch (IOException | IllegalStateException e) {
            return new BriefPublication(
                    Optional.empty(), Optional.of(e instanceof IOException io ? io : new IOException(e)));
        }
    }

    private static void compare(ByteBuffer whole, Optional<Digest> told) throws IOException {
        if (told.isEmpty()) {
            return;
        }
        MessageDigest digest = FrontHasher.digester(told.get().algorithm());
        digest.update(whole);
        Digest computed = new Digest(told.get().algorithm(), digest.digest());
        if (!computed.equals(told.get())) {
            throw new IOException("its digest is " + computed + " instead of " + told.get());
        }
    }
}
