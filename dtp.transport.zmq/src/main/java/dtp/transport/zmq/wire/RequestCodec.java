package dtp.transport.zmq.wire;

import dtp.api.payload.Digest;
import dtp.transport.zmq.wire.Request.Chunk;
import dtp.transport.zmq.wire.Request.Close;
import dtp.transport.zmq.wire.Request.Fetch;
import dtp.transport.zmq.wire.Request.Hello;
import dtp.transport.zmq.wire.Request.HelloDtp;
import dtp.transport.zmq.wire.Request.Stat;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * Requests to frames and back; one column is one frame.
 *
 * <pre>
 * HELLO | name
 * HELLO | name | DTP/1  | size | sha256
 * CHUNK | name | offset | size | checksum | data
 * CLOSE | name | size
 * STAT  | name
 * FETCH | name | offset | size | version
 * </pre>
 *
 * A REQ socket's empty delimiter is taken away before. Pure; any thread.
 */
public final class RequestCodec {
    /** No message of the protocol has more. */
    public static final int MOST_FRAMES = 6;

    private RequestCodec() {}

    /** The data of a chunk is not copied: the frame is the record's. */
    public static Request decode(List<ByteBuffer> frames) throws DecodeException {
        if (frames.isEmpty() || frames.size() > MOST_FRAMES) {
            throw new DecodeException("a request has 2 to " + MOST_FRAMES + " frames, this one " + frames.size());
        }
        ByteBuffer verb = frames.get(0);
        if (Frames.is(verb, "CHUNK")) {
            return chunk(frames);
        }
        if (Frames.is(verb, "HELLO")) {
            return hello(frames);
        }
        if (Frames.is(verb, "CLOSE")) {
            count(frames, 3, "CLOSE");
            return new Close(Frames.decodeName(frames.get(1)), Frames.decodeNumber(frames.get(2), "the size"));
        }
        if (Frames.is(verb, "STAT")) {
            count(frames, 2, "STAT");
            return new Stat(Frames.decodeName(frames.get(1)));
        }
        if (Frames.is(verb, "FETCH")) {
            count(frames, 5, "FETCH");
            return new Fetch(
                    Frames.decodeName(frames.get(1)),
                    Frames.decodeNumber(frames.get(2), "the offset"),
                    Frames.decodeNumber(frames.get(3), "the size"),
                    Frames.decodeVersion(frames.get(4)));
        }
        throw new DecodeException("unknown request; known are HELLO, CHUNK, CLOSE, STAT and FETCH");
    }

    private static void count(List<ByteBuffer> frames, int expected, String verb) throws DecodeException {
        if (frames.size() != expected) {
            throw new DecodeException(verb + " has " + expected + " frames, this one " + frames.size());
        }
    }

    private static Request hello(List<ByteBuffer> frames) throws DecodeException {
        if (frames.size() == 2) {
            return new Hello(Frames.decodeName(frames.get(1)));
        }
        if (frames.size() != 5) {
            throw new DecodeException("HELLO has 2 or 5 frames, this one " + frames.size());
        }
        if (!Frames.is(frames.get(2), Frames.DTP_1)) {
            throw new DecodeException("the third frame of a HELLO is " + Frames.DTP_1);
        }
        String name = Frames.decodeName(frames.get(1));
        long size = Frames.decodeNumber(frames.get(3), "the size");
        if (frames.get(4).remaining() != Checksum.SHA_256.digits()) {
            throw new DecodeException("a sha256 has 64 hexadecimal digits");
        }
        String hex = Frames.decodeHex(frames.get(4), "the sha256");
        return new HelloDtp(
                name, size, new Digest(Digest.SHA_256, HexFormat.of().parseHex(hex)));
    }

    private static Chunk chunk(List<ByteBuffer> frames) throws DecodeException {
        count(frames, 6, "CHUNK");
        String name = Frames.decodeName(frames.get(1));
        long offset = Frames.decodeNumber(frames.get(2), "the offset");
        long size = Frames.decodeNumber(frames.get(3), "the size");
        if (offset > Long.MAX_VALUE - size) {
            throw new DecodeException("offset + size is above 9223372036854775807");
        }
        Checksum kind = Frames.decodeChecksum(frames.get(4));
        String hex = Frames.decodeHex(frames.get(4), "the checksum");
        return new Chunk(name, offset, size, kind, hex, frames.get(5));
    }

    public static List<ByteBuffer> encode(Request request) {
        if (request instanceof Chunk c) {
            return List.of(
                    Frames.text("CHUNK"),
                    Frames.text(c.name()),
                    Frames.number(c.offset()),
                    Frames.number(c.size()),
                    Frames.text(c.hex()),
                    c.data());
        }
        if (request instanceof HelloDtp h) {
            return List.of(
                    Frames.text("HELLO"),
                    Frames.text(h.name()),
                    Frames.text(Frames.DTP_1),
                    Frames.number(h.size()),
                    Frames.text(HexFormat.of().formatHex(h.sha256().value())));
        }
        if (request instanceof Close c) {
            return List.of(Frames.text("CLOSE"), Frames.text(c.name()), Frames.number(c.size()));
        }
        if (request instanceof Fetch f) {
            return List.of(
                    Frames.text("FETCH"),
                    Frames.text(f.name()),
                    Frames.number(f.offset()),
                    Frames.number(f.size()),
                    Frames.text(f.version()));
        }
        return List.of(Frames.text(request instanceof Stat ? "STAT" : "HELLO"), Frames.text(request.name()));
    }
}
