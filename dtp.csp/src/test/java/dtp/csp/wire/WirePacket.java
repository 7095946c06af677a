package dtp.csp.wire;

import java.nio.ByteBuffer;

/** A whole packet taken apart as far as the codecs know it, and put together again. */
record WirePacket(CspVersion version, long header, RdpTrailer trailer, Object body) {
    private static final int MAX_BYTES = 4_096;

    /** Data of port 8. */
    record Data(long offset, int sessionId, ByteBuffer bytes) {}

    /** The 72 bytes behind what a C response tells are garbage: kept as they are where they are not our extension. */
    record Response(DtpResponse response, ByteBuffer tail) {}

    static WirePacket decode(CspVersion version, ByteBuffer frame) throws DecodeException {
        int start = frame.position();
        long header = version.read(frame);
        if (CspHeader.has(header, CspHeader.CRC32)) {
            Crc32c.checkAndStrip(frame, start, frame.position());
        }
        RdpTrailer trailer = CspHeader.has(header, CspHeader.RDP) ? RdpTrailer.strip(frame) : null;
        return new WirePacket(version, header, trailer, body(header, trailer, frame));
    }

    private static Object body(long header, RdpTrailer trailer, ByteBuffer data) throws DecodeException {
        if (trailer == null) {
            DtpData.check(data);
            return new Data(
                    DtpData.offset(data), DtpData.sessionId(data), data.slice().position(DtpData.HEADER_BYTES));
        }
        if (trailer.flags() == RdpTrailer.SYN) {
            return SynOptions.decode(data);
        }
        if (!data.hasRemaining()) {
            return null;
        }
        if (CspHeader.destinationPort(header) == 7) {
            return DtpRequest.decode(data);
        }
        if (CspHeader.destinationPort(header) == 14) {
            return VmemMessage.decode(data);
        }
        DtpResponse response = DtpResponse.decode(data, 0x900dface);
        return new Response(response, data.slice().position(Math.min(8, data.remaining())));
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
        version.write(header, out);
        int start = out.position();
        if (body instanceof Data data) {
            DtpData.put(out, data.offset(), data.sessionId());
            out.put(data.bytes().duplicate());
        } else if (body instanceof SynOptions options) {
            options.encode(out);
        } else if (body instanceof DtpRequest request) {
            request.encode(out);
        } else if (body instanceof VmemMessage message) {
            message.encode(out);
        } else if (body instanceof Response response) {
            response.response().encode(out);
            if (response.response().extension().isEmpty()) {
                out.position(start + 8).put(response.tail().duplicate());
            }
        }
        if (trailer != null) {
            trailer.encode(out);
        }
        if (CspHeader.has(header, CspHeader.CRC32)) {
            Crc32c.append(out, start);
        }
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }
}
