package dtp.shell.door;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * One message through the door. Pure but for the stream it is read from or written to.
 *
 * <pre>
 *   +------+-----------+----------------+
 *   | type | length    | body           |
 *   | u8   | u32, big- | length bytes,  |
 *   |      | endian    | at most 1 MiB  |
 *   +------+-----------+----------------+
 * </pre>
 */
final class Frame {
    static final int MAX_BODY = 1 << 20;

    private static final byte[] NOTHING = {};

    /** What a frame is. */
    enum Type {
        /** Client to container, first: {@link Call}. */
        ARGS(1),
        /** Bytes for the client's standard output. */
        OUT(2),
        /** Bytes for the client's standard error. */
        ERR(3),
        /** Container to client, last: one byte, the exit code. */
        EXIT(4),
        /** Container to client instead of anything else: the command wants a node of its own, run it yourself. */
        DECLINE(5),
        /** Client to container: Ctrl-C. */
        INTERRUPT(6),
        /** Container to client instead of anything else: the command was not begun; why, in UTF-8. */
        REFUSE(7);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        private static Type of(int code) throws DoorException {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new DoorException("a frame of type " + code + " is not known");
        }
    }

    private final Type type;
    private final byte[] body;

    /** The body is not copied: it is handed over. */
    Frame(Type type, byte[] body) {
        this.type = type;
        this.body = body;
    }

    Type type() {
        return type;
    }

    byte[] body() {
        return body;
    }

    static Frame of(Type type) {
        return new Frame(type, NOTHING);
    }

    void write(OutputStream to) throws IOException {
        // In one piece: a frame that several threads could interleave would be another's.
        byte[] head = {
            (byte) type.code,
            (byte) (body.length >>> 24),
            (byte) (body.length >>> 16),
            (byte) (body.length >>> 8),
            (byte) body.length
        };
        DataOutputStream out = new DataOutputStream(to);
        out.write(head);
        out.write(body);
        out.flush();
    }

    /** @return null at the end of the stream @throws DoorException when these are no frames */
    static Frame read(InputStream from) throws IOException {
        int code = from.read();
        if (code < 0) {
            return null;
        }
        Type type = Type.of(code);
        DataInputStream in = new DataInputStream(from);
        try {
            int length = in.readInt();
            if (length < 0 || length > MAX_BODY) {
                throw new DoorException(
                        "a frame has at most " + MAX_BODY + " bytes, not " + Integer.toUnsignedString(length));
            }
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException();
            }
            return new Frame(type, body);
        } catch (EOFException e) {
            throw new DoorException("the other side ended within a frame", e);
        }
    }
}
