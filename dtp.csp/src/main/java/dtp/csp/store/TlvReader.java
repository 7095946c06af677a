package dtp.csp.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Goes through a body of tagged values; a tag that the caller does not know is skipped by calling {@link #next} again. One thread. */
final class TlvReader {
    private final ByteBuffer in;
    private int tag;
    private ByteBuffer value;

    TlvReader(ByteBuffer body) {
        in = body.slice();
    }

    /** Goes to the next value. @return false at the end */
    boolean next() throws JournalFormatException {
        if (!in.hasRemaining()) {
            return false;
        }
        if (in.remaining() < TlvWriter.HEADER) {
            throw new JournalFormatException(in.remaining() + " bytes behind the last value");
        }
        tag = Short.toUnsignedInt(in.getShort());
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new JournalFormatException(
                    "value " + tag + " of " + length + " bytes, but " + in.remaining() + " are left");
        }
        value = in.slice(in.position(), length);
        in.position(in.position() + length);
        return true;
    }

    int tag() {
        return tag;
    }

    /** The value, to be read once. */
    ByteBuffer value() {
        return value;
    }

    byte[] bytes() {
        byte[] copy = new byte[value.remaining()];
        value.duplicate().get(copy);
        return copy;
    }

    String text() {
        return StandardCharsets.UTF_8.decode(value.duplicate()).toString();
    }

    long number() throws JournalFormatException {
        if (value.remaining() != Long.BYTES) {
            throw new JournalFormatException("value " + tag + " must have 8 bytes but has " + value.remaining());
        }
        return value.getLong(value.position());
    }
}
