package dtp.shell.door;

import java.io.IOException;
import java.io.OutputStream;

/** An output stream that is the other side's: what is written becomes frames. Several may share a connection. */
final class FrameStream extends OutputStream {
    private final Frame.Type type;
    private final OutputStream connection;

    /** @param connection also the lock that keeps frames whole */
    FrameStream(Frame.Type type, OutputStream connection) {
        this.type = type;
        this.connection = connection;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = 0; at < length; at += Frame.MAX_BODY) {
            byte[] part = new byte[Math.min(Frame.MAX_BODY, length - at)];
            System.arraycopy(bytes, offset + at, part, 0, part.length);
            synchronized (connection) {
                new Frame(type, part).write(connection);
            }
        }
    }
}
