package dtp.tck;

import dtp.api.transport.Serving;
import java.util.Optional;

/** What serves, to be tried by {@link ServingContract}; made anew for each test. */
public interface ServingHarness {
    /** As one bundle sees it. */
    Serving serving();

    /** There is a payload of that name from now on. */
    void holds(String name, byte[] content) throws Exception;

    /** The payload that others can open now under the name. */
    Optional<byte[]> visible(String name) throws Exception;

    /** The bundle that {@link #serving} was given to stops; another bundle is given the next. */
    void bundleGone() throws Exception;

    void close() throws Exception;
}
