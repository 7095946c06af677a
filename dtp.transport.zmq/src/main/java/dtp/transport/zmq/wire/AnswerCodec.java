package dtp.transport.zmq.wire;

import dtp.transport.zmq.wire.Answer.Data;
import dtp.transport.zmq.wire.Answer.Missing;
import dtp.transport.zmq.wire.Answer.Ready;
import dtp.transport.zmq.wire.Answer.Refused;
import dtp.transport.zmq.wire.Answer.RefusedAt;
import dtp.transport.zmq.wire.Answer.RefusedDtp;
import dtp.transport.zmq.wire.Answer.Stat;
import dtp.transport.zmq.wire.Answer.Taken;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Answers to frames and back; one column is one frame.
 *
 * <pre>
 * READY
 * READY | DTP/1 | missing
 * READY | name  | offset
 * READY | size  | sha256 | modified | version
 * ERROR | text
 * ERROR | text  | DTP/1
 * ERROR | text  | name   | offset
 * DATA  | name  | offset | size     | checksum | data
 * </pre>
 *
 * A file may be called DTP/1: a list of what is missing is empty or has a {@code -}, an offset neither. Pure; any thread.
 */
public final class AnswerCodec {
    private AnswerCodec() {}

    /** The bytes of DATA are not copied: the frame is the record's. */
    public static Answer decode(List<ByteBuffer> frames) throws DecodeException {
        if (frames.isEmpty()) {
            throw new DecodeException("an answer without frames");
        }
        ByteBuffer verb = frames.get(0);
        if (Frames.is(verb, "READY")) {
            return ready(frames);
        }
        if (Frames.is(verb, "ERROR")) {
            return error(frames);
        }
        if (Frames.is(verb, "DATA")) {
            return data(frames);
        }
        throw new DecodeException("neither READY, ERROR nor DATA");
    }

    private static Answer ready(List<ByteBuffer> frames) throws DecodeException {
        switch (frames.size()) {
            case 1:
                return new Ready();
            case 3:
                ByteBuffer third = frames.get(2);
                boolean offset =
                        third.hasRemaining() && third.get(third.position()) != '-' && !contains(third, (byte) '-');
                return offset || !Frames.is(frames.get(1), Frames.DTP_1)
                        ? new Taken(Frames.decodeName(frames.get(1)), Frames.decodeNumber(third, "the offset"))
                        : new Missing(Frames.decodeMissing(third));
            case 5:
                int digits = frames.get(2).remaining();
                if (digits != 0 && digits != Checksum.SHA_256.digits()) {
                    throw new DecodeException("a sha256 has 64 hexadecimal digits, or none");
                }
                return new Stat(
                        Frames.decodeNumber(frames.get(1), "the size"),
                        Frames.decodeHex(frames.get(2), "the sha256"),
                        Frames.decodeNumber(frames.get(3), "the time"),
                        Frames.decodeVersion(frames.get(4)));
            default:
                throw new DecodeException("READY has 1, 3 or 5 frames, this one " + frames.size());
        }
    }

    private static boolean contains(ByteBuffer frame, byte wanted) {
        for (int i = frame.position(); i < frame.limit(); i++) {
            if (frame.get(i) == wanted) {
                return true;
            }
        }
        return false;
    }

    private static Answer error(List<ByteBuffer> frames) throws DecodeException {
        switch (frames.size()) {
            case 2:
                return new Refused(Frames.decodeWords(frames.get(1)));
            case 3:
                if (!Frames.is(frames.get(2), Frames.DTP_1)) {
                    throw new DecodeException("the third frame of an ERROR is " + Frames.DTP_1);
                }
                return new RefusedDtp(Frames.decodeWords(frames.get(1)));
            case 4:
                return new RefusedAt(
                        Frames.decodeWords(frames.get(1)),
                        Frames.decodeName(frames.get(2)),
                        Frames.decodeNumber(frames.get(3), "the offset"));
            default:
                throw new DecodeException("ERROR has 2 to 4 frames, this one " + frames.size());
        }
    }

    private static Answer data(List<ByteBuffer> frames) throws DecodeException {
        if (frames.size() != 6) {
            throw new DecodeException("DATA has 6 frames, this one " + frames.size());
        }
        String name = Frames.decodeName(frames.get(1));
        long offset = Frames.decodeNumber(frames.get(2), "the offset");
        long size = Frames.decodeNumber(frames.get(3), "the size");
        if (size != frames.get(5).remaining() || offset > Long.MAX_VALUE - size) {
            throw new DecodeException("DATA whose size is not that of its bytes");
        }
        Checksum kind = Frames.decodeChecksum(frames.get(4));
        return new Data(name, offset, size, kind, Frames.decodeHex(frames.get(4), "the checksum"), frames.get(5));
    }

    public static List<ByteBuffer> encode(Answer answer) {
        if (answer instanceof Ready) {
            return List.of(Frames.text("READY"));
        }
        if (answer instanceof Taken t) {
            return List.of(Frames.text("READY"), Frames.text(t.name()), Frames.number(t.offset()));
        }
        if (answer instanceof Data d) {
            return List.of(
                    Frames.text("DATA"),
                    Frames.text(d.name()),
                    Frames.number(d.offset()),
                    Frames.number(d.size()),
                    Frames.text(d.hex()),
                    d.data());
        }
        if (answer instanceof Missing m) {
            return List.of(Frames.text("READY"), Frames.text(Frames.DTP_1), Frames.missing(m.missing()));
        }
        if (answer instanceof Stat s) {
            return List.of(
                    Frames.text("READY"),
                    Frames.number(s.size()),
                    Frames.text(s.sha256()),
                    Frames.number(s.modifiedMs()),
                    Frames.text(s.version()));
        }
        return error(answer);
    }

    private static List<ByteBuffer> error(Answer answer) {
        if (answer instanceof RefusedAt r) {
            return List.of(
                    Frames.text("ERROR"), Frames.words(r.text()), Frames.text(r.name()), Frames.number(r.offset()));
        }
        if (answer instanceof RefusedDtp r) {
            return List.of(Frames.text("ERROR"), Frames.words(r.text()), Frames.text(Frames.DTP_1));
        }
        return List.of(Frames.text("ERROR"), Frames.words(((Refused) answer).text()));
    }
}
