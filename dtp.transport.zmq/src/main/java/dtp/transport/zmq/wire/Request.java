package dtp.transport.zmq.wire;

import dtp.api.payload.Digest;
import java.nio.ByteBuffer;

/** What a client asks, zmq.md "Base" and "Extended". Immutable, but for the data of a chunk. */
public sealed interface Request {
    /** 1 to {@value Frames#MOST_NAME_BYTES} bytes of UTF-8. */
    String name();

    /** {@code HELLO name}: an upload of which nothing else is known. */
    record Hello(String name) implements Request {}

    /** {@code HELLO name DTP/1 size sha256}: an upload that can be resumed. Bytes, 0 or more. */
    record HelloDtp(String name, long size, Digest sha256) implements Request {}

    /**
     * {@code CHUNK name offset size checksum data}. Whether size and data agree is not the codec's matter (rule 7).
     *
     * @param hex the checksum's text in small letters
     */
    record Chunk(String name, long offset, long size, Checksum checksum, String hex, ByteBuffer data)
            implements Request {}

    /** {@code CLOSE name size}. */
    record Close(String name, long size) implements Request {}

    /** {@code STAT name}. */
    record Stat(String name) implements Request {}

    /** {@code FETCH name offset size version}. */
    record Fetch(String name, long offset, long size, String version) implements Request {}
}
