package dtp.csp.session;

import java.nio.ByteBuffer;

/** Bytes that wait to be written: runs of the file. Handed from the accept path to the writer, once. */
interface Load {
    int runs();

    /** Where run {@code run} belongs in the file. */
    long fileOffset(int run);

    /** Bytes of run {@code run}, 1 or more. */
    int length(int run);

    /** The bytes of run {@code run}; the position of what is returned is free. */
    ByteBuffer run(int run);

    /** Bytes of all runs. */
    int bytes();

    /** The memory is not needed any more. Called once, by the writer. */
    void done();
}
