package dtp.tck;

import dtp.api.transport.Sink;
import org.opentest4j.TestAbortedException;

/** A sink to be tried by {@link SinkContract}, with the fetch it belongs to. Made anew for each test. */
public interface SinkHarness {
    /** Bytes of the payload that the sink is for; at least 100 000. */
    int SIZE = 200_000;

    /** Of a payload of {@link #SIZE} bytes, of which nothing has come. */
    Sink sink();

    /** What has come so far, holes as zeros, once it can be read. */
    byte[] received() throws Exception;

    /** The fetch is over. */
    void end() throws Exception;

    /** From now on there is no room, until {@link #drain}. Sinks that cannot be filled skip the test. */
    default void fill() throws Exception {
        throw new TestAbortedException("this sink cannot be filled");
    }

    default void drain() throws Exception {}

    void close() throws Exception;
}
