package dtp.csp.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A capture of the C implementation as CSP packets, its link's framing taken off. */
public record Capture(String name, CspVersion version, List<Packet> packets) {
    /** All captures that hold CSP packets. */
    public static final List<String> NAMES = List.of(
            "udp-v1.pcap",
            "udp-v1-crc.pcap",
            "udp-v2.pcap",
            "udp-v2-crc.pcap",
            "keepalive-no-vmem.hex",
            "kiss-v2.hex",
            "rdp-drop0.hex",
            "rdp-drop1.hex",
            "rdp-drop2.hex",
            "rdp-drop3.hex",
            "rdp-drop4.hex",
            "rdp-halfopen-restart.hex",
            "rdp-long-idle.hex",
            "resume.hex",
            "vmem.hex",
            "zmq-v1.hex",
            "zmq-v1-le.hex",
            "zmq-v2.hex");

    private static final int SERVER = 10;

    /**
     * One packet.
     *
     * @param timeNs of the capture's clock
     * @param dropped taken out on the way: sent, never received
     * @param content not to be changed
     */
    public record Packet(long timeNs, boolean toServer, boolean dropped, ByteBuffer content) {
        /** A copy. */
        public byte[] bytes() {
            byte[] copy = new byte[content.remaining()];
            content.duplicate().get(copy);
            return copy;
        }

        /** A copy. */
        public ByteBuffer buffer() {
            return ByteBuffer.wrap(bytes());
        }
    }

    public static Capture load(String name) {
        byte[] file = resource(name);
        CspVersion version = name.contains("v1") ? CspVersion.V1 : CspVersion.V2;
        List<Packet> packets = new ArrayList<>();
        if (name.endsWith(".pcap")) {
            readPcap(file, version, packets);
        } else if (name.startsWith("kiss")) {
            readKiss(file, version, packets);
        } else {
            boolean zmqV1 = name.startsWith("zmq-v1");
            boolean little = name.equals("zmq-v1-le.hex");
            for (String line : lines(file)) {
                String[] words = line.trim().split(" +");
                byte[] bytes = HexFormat.of().parseHex(words[words.length - 1]);
                byte[] packet = zmqV1 ? withoutHop(bytes, little) : bytes;
                long timeNs = new BigDecimal(words[0]).movePointRight(9).longValueExact();
                add(packets, version, timeNs, line.contains("DROP"), packet);
            }
        }
        return new Capture(name, version, List.copyOf(packets));
    }

    public static byte[] resource(String name) {
        try (InputStream in = Capture.class.getResourceAsStream("/vectors/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(byte[] file) {
        return new String(file, StandardCharsets.US_ASCII)
                .lines()
                .filter(l -> !l.isBlank())
                .toList();
    }

    private static void add(List<Packet> packets, CspVersion version, long timeNs, boolean dropped, byte[] bytes) {
        try {
            boolean toServer = CspHeader.destination(version.read(ByteBuffer.wrap(bytes))) == SERVER;
            packets.add(new Packet(timeNs, toServer, dropped, ByteBuffer.wrap(bytes)));
        } catch (DecodeException e) {
            throw new IllegalArgumentException("a capture with a packet too short", e);
        }
    }

    /** csp-dtp.md §1: 1 byte destination, then the header, little endian where libcsp was built so. */
    private static byte[] withoutHop(byte[] bytes, boolean littleEndianHeader) {
        byte[] packet = new byte[bytes.length - 1];
        System.arraycopy(bytes, 1, packet, 0, packet.length);
        for (int i = 0; littleEndianHeader && i < 4; i++) {
            packet[i] = bytes[4 - i];
        }
        return packet;
    }

    private static void readPcap(byte[] file, CspVersion version, List<Packet> packets) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(24);
        int ethernetIpUdp = 14 + 20 + 8;
        while (in.hasRemaining()) {
            long timeNs = Integer.toUnsignedLong(in.getInt()) * 1_000_000_000L + in.getInt() * 1_000L;
            byte[] frame = new byte[in.getInt()];
            in.getInt();
            in.get(frame);
            byte[] packet = new byte[frame.length - ethernetIpUdp];
            System.arraycopy(frame, ethernetIpUdp, packet, 0, packet.length);
            add(packets, version, timeNs, false, packet);
        }
    }

    /** Frames of both directions in the order of the dump: {@code C0 00 escaped(packet, crc) C0}. */
    private static void readKiss(byte[] file, CspVersion version, List<Packet> packets) {
        long timeNs = 0;
        for (String line : lines(file)) {
            if (!line.startsWith(" ")) {
                continue;
            }
            byte[] raw = HexFormat.of().parseHex(line.replace(" ", ""));
            ByteBuffer frame = ByteBuffer.allocate(raw.length);
            for (int i = 0; i < raw.length; i++) {
                int b = raw[i] & 0xff;
                if (b == 0xc0) {
                    if (frame.position() > 0) {
                        byte[] packet = new byte[frame.position() - 1 - Crc32c.BYTES];
                        frame.get(1, packet);
                        checkKissCrc(frame.flip(), version);
                        add(packets, version, timeNs++, false, packet);
                        frame.clear();
                    }
                } else if (b == 0xdb) {
                    i++;
                    frame.put((byte) ((raw[i] & 0xff) == 0xdc ? 0xc0 : 0xdb));
                } else {
                    frame.put((byte) b);
                }
            }
        }
    }

    private static void checkKissCrc(ByteBuffer frame, CspVersion version) {
        try {
            Crc32c.checkAndStrip(frame, 1, 1 + version.headerBytes());
        } catch (DecodeException e) {
            throw new IllegalArgumentException("a KISS frame whose CRC is wrong", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
