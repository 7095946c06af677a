package dtp.csp.session;

import dtp.csp.store.SessionFiles;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The session's bytes, in memory or on the disk. Called by its {@link Writer}. */
record FileTarget(SessionFiles files) implements Writer.Target {
    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        files.write(position, bytes);
    }

    @Override
    public boolean writeAtOnce(long position, ByteBuffer bytes) {
        return files.writeUnmade(position, bytes);
    }
}
