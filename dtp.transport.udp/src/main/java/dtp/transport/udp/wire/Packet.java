package dtp.transport.udp.wire;

import java.util.Map;

/** Every datagram but those of DATA that carry a piece, which {@link Data} reads in place. Layouts: kftp.md, big endian. */
public sealed interface Packet {
    /** Modes of a request. */
    int READ = 1;

    int WRITE = 2;

    /** What is asked for, or 0 where the datagram bears none. */
    long number();

    /**
     * <pre> 1 | filename | 0 | mode u16 | 0 | (key | 0 | value | 0)* </pre>
     *
     * @param name not yet checked by the engine
     */
    record Rrq(String name, int mode, Map<String, String> options) implements Packet {
        @Override
        public long number() {
            return 0;
        }
    }

    /** <pre> 2 | file_number u64 | 0 | count text[20] | 0 </pre> */
    record Irq(long number, long count) implements Packet {}

    /** <pre> 3 | file_number u64 | 0 | server_count u16 | 0 | server_number u16 </pre> */
    record Grq(long number, int servers, int server) implements Packet {}

    /** <pre> 4 | file_number u64 | 0 | file_sequence text[20] </pre> */
    record Srq(long number, long sequence) implements Packet {}

    /** <pre> 5 | file_number u64 | 0 | mode u16 = 0 | pieces u64 | request u32 </pre> */
    record Done(long number, long pieces, long request) implements Packet {}

    /** <pre> 6 | 1 | file_number u64 | (key | 0 | value | 0)* </pre> */
    record RrqAck(long number, Map<String, String> options) implements Packet {}

    /** <pre> 6 | 2 | file_number u64 | 0 | count text[20] | 0 | size text[20] | 0 | piece u16 </pre> */
    record IrqAck(long number, long count, long size, int piece) implements Packet {}

    /** <pre> 6 | 8 | file_number u64 | 0 | hex | 0 </pre> */
    record ShaAck(long number, String hex) implements Packet {}

    /** <pre> 6 | op | file_number u64 </pre> of DATA (a write is stored) and of BYE. */
    record Ack(int op, long number) implements Packet {}

    /** <pre> 7 | op answered | file_number u64 | error u16 | text | 0 </pre> */
    record Nack(int op, long number, int error, String text) implements Packet {}

    /** <pre> 8 | file_number u64 | 0 | algorithm | 0 </pre> */
    record Sha(long number, String algorithm) implements Packet {}

    /**
     * <pre> 9 | file_number u64 | request u32 | n * (first u64 | count u32) </pre>
     *
     * @param ranges first, count, first, count …
     */
    @SuppressWarnings("ArrayRecordComponent") // made and read once for each request, never compared
    record Srx(long number, long request, long[] ranges) implements Packet {
        /** Pieces asked for. */
        public long pieces() {
            long n = 0;
            for (int i = 1; i < ranges.length; i += 2) {
                n += ranges[i];
            }
            return n;
        }
    }

    /** <pre> 10 | file_number u64 | report u32 | bytes per second u64 | highest packet u32 | packets received u32 </pre> */
    record Rate(long number, long report, long bytesPerSecond, long highest, long received) implements Packet {}

    /** <pre> 11 | file_number u64 </pre> */
    record Bye(long number) implements Packet {}
}
