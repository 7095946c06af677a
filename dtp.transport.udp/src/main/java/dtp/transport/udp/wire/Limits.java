package dtp.transport.udp.wire;

/** The numbers of kftp.md, and the limits on what comes from outside. */
public final class Limits {
    public static final int DEFAULT_PORT = 6969;
    public static final int MAX_DATAGRAM = 65_507;
    /** No control datagram is longer. */
    public static final int MAX_CONTROL = 2_048;

    public static final int MIN_PIECE = 64;
    public static final int MAX_PIECE = 65_000;
    public static final int DEFAULT_PIECE = 1_400;
    public static final int MAX_NAME = 255;
    public static final int MAX_OPTIONS = 16;
    public static final int MAX_OPTION = 255;
    public static final int MAX_ERROR_TEXT = 255;
    public static final int TEXT_NUMBER = 20;
    public static final int MAX_RANGES = 64;
    /** A client pads its RRQ to so many bytes, so that the answer may hold options. */
    public static final int RRQ_BYTES = 256;
    /** What may be answered to an address that has proven nothing, whatever it asked. */
    public static final int MAX_UNPROVEN_ANSWER = 13;
    /** 96 TB at the default piece; the table of pieces of more would not be made. */
    public static final long MAX_PIECES = 1L << 36;

    private Limits() {}

    /** Pieces of a file; 0 of an empty one. */
    public static long pieces(long size, int piece) {
        return size / piece + (size % piece == 0 ? 0 : 1);
    }
}
