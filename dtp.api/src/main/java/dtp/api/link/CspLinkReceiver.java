package dtp.api.link;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** The node's side of a link. Any thread, but [L05] one at a time for one link. */
@ProviderType
public interface CspLinkReceiver {
    /** CSP header and data; copied before it returns. @return false when the node's queue is full: the frame is dropped and counted */
    boolean frame(ByteBuffer headerAndData);

    /** A typed reject of the framing, to be counted: wrong CRC, over-long, … */
    void rejected(String why);

    /** [L06] Told at least once after open, and at each change. */
    void state(boolean up, String why);
}
