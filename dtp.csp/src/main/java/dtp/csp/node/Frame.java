package dtp.csp.node;

import dtp.csp.wire.Crc32c;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.CspVersion;
import java.nio.ByteBuffer;

/**
 * A packet to be sent, with room for the header before its data, so that a payload is read into place and nothing is copied or
 * allocated for each packet. Owned by whoever made it with {@link CspNode#newFrame}; the node's thread.
 */
public final class Frame {
    private final CspVersion version;
    private final int maxDataBytes;
    private final ByteBuffer bytes;
    private int dataEnd;
    private boolean filling;

    Frame(NodeSettings settings) {
        version = settings.version();
        maxDataBytes = settings.maxDataBytes();
        bytes = ByteBuffer.allocateDirect(settings.maxFrameBytes());
        payload();
    }

    /** Starts a new packet: data go from this buffer's position on, up to its limit (the node's largest packet). */
    public ByteBuffer payload() {
        filling = true;
        int start = version.headerBytes();
        return bytes.limit(start + maxDataBytes).position(start);
    }

    /** Room for {@code trailer} bytes behind the data, which are then part of them. */
    ByteBuffer extend(int trailer) {
        return bytes.limit(bytes.position() + trailer);
    }

    /** The finished packet, from position to limit; made once, then the same again until {@link #payload} is called. */
    ByteBuffer finish(long header) {
        if (filling) {
            filling = false;
            dataEnd = bytes.position();
            bytes.limit(bytes.capacity());
            version.write(header, bytes.position(0));
            bytes.position(dataEnd);
            if (CspHeader.has(header, CspHeader.CRC32)) {
                Crc32c.append(bytes, version.headerBytes());
                dataEnd = bytes.position();
            }
        }
        return bytes.limit(dataEnd).position(0);
    }
}
