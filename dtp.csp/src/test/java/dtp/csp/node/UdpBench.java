package dtp.csp.node;

import dtp.api.link.CspLinkSettings;
import dtp.csp.wire.CspHeader;
import dtp.csp.wire.CspVersion;
import dtp.csp.wire.DtpData;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * How many data packets a node sends or receives a second over UDP; run by hand, the receiver first, each in a process of its
 * own: {@code receive SECONDS} and {@code send SECONDS [PACKETS_PER_SECOND]}. Packets have 2048 bytes of data.
 */
final class UdpBench {
    private static final int MTU = 2_048;
    private static final long NS_PER_S = 1_000_000_000L;

    private UdpBench() {}

    public static void main(String[] args) {
        boolean receive = args[0].equals("receive");
        long seconds = Long.parseLong(args[1]);
        long packetsPerSecond = args.length > 2 ? Long.parseLong(args[2]) : Long.MAX_VALUE;
        int address = receive ? 11 : 10;
        CspNode node = new CspNode(NodeSettings.of(address, CspVersion.V2).withMaxDataBytes(MTU), new Random(1));
        try (NodeLoop loop = new NodeLoop(
                        node, System::nanoTime, NodeLoop.DEFAULT_QUEUE_BYTES, RuntimeException::printStackTrace)
                .start()) {
            NodeLink link = node.attach("udp", Routes.DEFAULT);
            String text = receive ? "19502@127.0.0.1:19501" : "19501@127.0.0.1:19502";
            CspLinkSettings settings =
                    new CspLinkSettings(text, address, 2, node.settings().maxFrameBytes());
            try (UdpLink udp = new UdpLink(settings, loop.receiver(link), UdpBench::say)) {
                link.connect(udp);
                if (receive) {
                    loop.execute(() -> node.bind(8, new Counter()));
                } else {
                    loop.execute(() -> node.add(new Source(node, packetsPerSecond, loop.nowNs())));
                }
                long lastFrames = 0;
                for (long second = 0; second < seconds; second++) {
                    long endNs = System.nanoTime() + NS_PER_S;
                    while (System.nanoTime() < endNs) {
                        LockSupport.parkNanos(endNs - System.nanoTime());
                    }
                    long frames = node.counters().get(receive ? NodeCounter.FRAMES_RECEIVED : NodeCounter.FRAMES_SENT);
                    System.out.printf(
                            Locale.ROOT,
                            "%s %d packets/s %.1f MB/s %s%n",
                            args[0],
                            frames - lastFrames,
                            (frames - lastFrames) * (MTU - 8) / 1e6,
                            node.counters().snapshot());
                    lastFrames = frames;
                }
            }
        }
    }

    private static void say(String message) {
        System.out.println(message);
    }

    /** Reads each packet as DTP's client would. */
    private static final class Counter implements PacketHandler {
        private long sum;

        @Override
        public void onPacket(long header, ByteBuffer payload, long nowNs) {
            sum += DtpData.offset(payload) + CspHeader.source(header);
            if (sum == Long.MIN_VALUE) {
                say("so that the sum is needed");
            }
        }
    }

    /** Sends by an absolute schedule, so that a late wake-up is made up for. */
    private static final class Source implements Agent {
        private static final int AT_ONCE = 64;

        private final CspNode node;
        private final long packetsPerSecond;
        private final long startNs;
        private final Frame frame;
        private final byte[] data = new byte[MTU - DtpData.HEADER_BYTES];
        private long sent;

        Source(CspNode node, long packetsPerSecond, long startNs) {
            this.node = node;
            this.packetsPerSecond = packetsPerSecond;
            this.startNs = startNs;
            frame = node.newFrame();
        }

        @Override
        public long nextDeadlineNs() {
            return packetsPerSecond == Long.MAX_VALUE ? 0 : startNs + sent * NS_PER_S / packetsPerSecond;
        }

        @Override
        public void onTime(long nowNs) {
            for (int i = 0; i < AT_ONCE && nextDeadlineNs() <= nowNs; i++) {
                ByteBuffer payload = frame.payload();
                DtpData.put(payload, sent & 0xffff_ffffL, 7);
                payload.put(data);
                SendResult result = node.send(node.header(CspHeader.LOW, 11, 8, 0, 0), frame);
                if (result == SendResult.BUSY) {
                    return;
                }
                sent++;
            }
        }
    }
}
