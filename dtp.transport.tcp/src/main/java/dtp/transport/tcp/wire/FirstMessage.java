package dtp.transport.tcp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What a client says first, always 256 bytes (tcp.md "Base", "Ranged"):
 *
 * <pre>
 * 0        1                                        248          255
 * +--------+----------------------------------------+--------------+
 * | op     | name, NUL padded to 255 bytes          | marked: 00 'D' 'T' 'P' 'X' version flags 00
 * +--------+----------------------------------------+--------------+
 * </pre>
 *
 * @param op {@link Codes#DOWNLOAD} or {@link Codes#UPLOAD}
 * @param name 1 to 255 bytes of UTF-8, 1 to 247 when marked; no NUL
 * @param marked the client speaks the ranged extension
 */
public record FirstMessage(byte op, String name, boolean marked) {
    public static final int BYTES = 256;
    public static final int MAX_NAME = 255;

    private static final int MAX_MARKED_NAME = 247;
    private static final int MARK_AT = 248;
    private static final byte[] MARK = {0, 'D', 'T', 'P', 'X'};

    /** @return the bytes of a name, for limits */
    public static int length(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** @return whether there is room for the mark behind this name */
    public static boolean canBeMarked(String name) {
        return length(name) <= MAX_MARKED_NAME;
    }

    public ByteBuffer encode() {
        byte[] bytes = new byte[BYTES];
        bytes[0] = op;
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length == 0 || text.length > (marked ? MAX_MARKED_NAME : MAX_NAME)) {
            throw new IllegalArgumentException("a name must have 1 to 255 bytes, 247 when marked: " + name);
        }
        System.arraycopy(text, 0, bytes, 1, text.length);
        if (marked) {
            System.arraycopy(MARK, 0, bytes, MARK_AT, MARK.length);
            bytes[MARK_AT + MARK.length] = Codes.VERSION;
        }
        return ByteBuffer.wrap(bytes);
    }

    /** True when these 256 bytes are marked, whatever else is wrong with them: a refusal must have the right layout. */
    public static boolean isMarked(ByteBuffer in) {
        for (int i = 0; i < MARK.length; i++) {
            if (in.get(in.position() + MARK_AT + i) != MARK[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param in 256 bytes
     * @throws DecodeException for an operation that does not exist, and an empty name or one that is not UTF-8
     */
    public static FirstMessage decode(ByteBuffer in) throws DecodeException {
        boolean marked = isMarked(in);
        byte[] bytes = new byte[BYTES];
        in.get(bytes);
        if (bytes[0] != Codes.DOWNLOAD && bytes[0] != Codes.UPLOAD) {
            throw DecodeException.Reason.UNKNOWN_OP.exception();
        }
        int end = 1;
        while (end < BYTES && bytes[end] != 0) {
            end++;
        }
        if (end == 1) {
            throw DecodeException.Reason.EMPTY_NAME.exception();
        }
        try {
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 1, end - 1))
                    .toString();
            return new FirstMessage(bytes[0], name, marked);
        } catch (CharacterCodingException e) {
            throw DecodeException.Reason.BAD_UTF8.exception();
        }
    }
}
