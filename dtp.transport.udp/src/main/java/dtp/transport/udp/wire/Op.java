package dtp.transport.udp.wire;

/** The first byte of a datagram, and the error codes (kftp.md). */
public final class Op {
    public static final int RRQ = 1;
    public static final int IRQ = 2;
    public static final int GRQ = 3;
    public static final int SRQ = 4;
    public static final int DATA = 5;
    public static final int ACK = 6;
    public static final int NACK = 7;
    public static final int SHA = 8;
    public static final int SRX = 9;
    public static final int RATE = 10;
    public static final int BYE = 11;

    public static final int NO_SUCH_FILE = 1;
    public static final int NOT_ALLOWED = 2;
    public static final int CANNOT_READ = 3;
    public static final int BAD_REQUEST = 4;
    public static final int UNKNOWN_NUMBER = 5;
    public static final int BUSY = 6;
    public static final int NO_SPACE = 7;
    public static final int MODE_NOT_OFFERED = 8;
    public static final int EXISTS = 9;
    public static final int NOT_YET = 10;
    public static final int SOURCE_CHANGED = 11;
    public static final int DIGEST_MISMATCH = 12;

    private Op() {}
}
