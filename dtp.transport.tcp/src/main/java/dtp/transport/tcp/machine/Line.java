package dtp.transport.tcp.machine;

import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** What a machine does to its connection. Called by the machine's thread only, but {@link #later} by any. */
public interface Line {
    void send(ByteBuffer message);

    /**
     * Sends these bytes of the payload, in order; tells {@link Machine#onBodyProgress} and at the end {@link Machine#onBodySent},
     * {@link Machine#onBodyFailed} or {@link Machine#onClosed}.
     *
     * @param bytesPerSecond asked again and again
     */
    void sendBody(Payload payload, IntervalSet ranges, LongSupplier bytesPerSecond);

    /** So many bytes of a body are to come now: they may be given in larger portions ({@link Portions}). */
    void expect(long bytes);

    /** Reads no more until {@link #resume}; bytes that were left are given again then. */
    void pause();

    void resume();

    /** What was sent before is sent, then the connection ends. */
    void close();

    /** Ends the connection so that the other side sees that something failed. */
    void abort();

    /** While it holds, every end of the connection is seen as a failure by the other side, also the end of this process. */
    void guard(boolean holds);

    /** Runs the task on the machine's thread with the time of then, also when the connection is gone meanwhile. */
    void later(LongConsumer task);
}
