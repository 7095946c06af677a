package dtp.csp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ident message of CSP's management protocol, port 0. Texts end with a 0 byte inside their field:
 *
 * <pre>
 * 0 u8 type (0 request, 0xff reply) | 1 u8 code 1 | 2 hostname[20] | 22 model[30] | 52 revision[20] | 72 date[12] | 84 time[9]
 * </pre>
 *
 * A request has the same length; what stands in its texts means nothing.
 */
public record CmpIdent(String hostname, String model, String revision, String date, String time) {
    public static final int BYTES = 93;
    public static final int HEADER_BYTES = 2;
    public static final int REQUEST = 0;
    public static final int REPLY = 0xff;
    public static final int IDENT = 1;

    private static final int HOSTNAME = 20;
    private static final int MODEL = 30;
    private static final int REVISION = 20;
    private static final int DATE = 12;
    private static final int TIME = 9;

    /** True when the packet asks for ident; false: any other request, or no request. */
    public static boolean isRequest(ByteBuffer data) throws DecodeException {
        if (data.remaining() < HEADER_BYTES) {
            throw DecodeException.Reason.TOO_SHORT.exception();
        }
        return data.get(data.position()) == REQUEST && data.get(data.position() + 1) == IDENT;
    }

    /** Writes a request, 93 bytes. */
    public static void encodeRequest(ByteBuffer out) {
        out.put((byte) REQUEST).put((byte) IDENT).put(new byte[BYTES - HEADER_BYTES]);
    }

    public static CmpIdent decodeReply(ByteBuffer data) throws DecodeException {
        if (data.remaining() < BYTES) {
            throw DecodeException.Reason.TOO_SHORT.exception();
        }
        ByteBuffer in = data.slice();
        if ((in.get() & 0xff) != REPLY || in.get() != IDENT) {
            throw DecodeException.Reason.UNKNOWN_TYPE.exception();
        }
        return new CmpIdent(text(in, HOSTNAME), text(in, MODEL), text(in, REVISION), text(in, DATE), text(in, TIME));
    }

    public void encodeReply(ByteBuffer out) {
        out.put((byte) REPLY).put((byte) IDENT);
        put(out, hostname, HOSTNAME);
        put(out, model, MODEL);
        put(out, revision, REVISION);
        put(out, date, DATE);
        put(out, time, TIME);
    }

    /** The texts by name, in the order of the message. */
    public Map<String, String> asMap() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("hostname", hostname);
        map.put("model", model);
        map.put("revision", revision);
        map.put("date", date);
        map.put("time", time);
        return map;
    }

    /** Printable ASCII only: the text goes to an operator's terminal. */
    private static String text(ByteBuffer in, int length) {
        StringBuilder text = new StringBuilder(length);
        int end = in.position() + length;
        for (int at = in.position(); at < end && in.get(at) != 0; at++) {
            int c = in.get(at);
            text.append(c >= ' ' && c < 0x7f ? (char) c : '?');
        }
        in.position(end);
        return text.toString();
    }

    private static void put(ByteBuffer out, String text, int length) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int count = Math.min(bytes.length, length - 1);
        out.put(bytes, 0, count).put(new byte[length - count]);
    }
}
