package dtp.csp.rdp;

import dtp.csp.wire.RdpTrailer;
import java.nio.ByteBuffer;

/** What an {@link RdpConnection} does to the world below it; the node implements it. Called by the node's thread. */
public interface RdpOutput {
    /**
     * Sends one packet; loss is nothing special.
     *
     * @param control SYN, ACK or RST without data of the user: goes with priority HIGH at least
     * @param data to stand before the trailer; its position may be moved
     */
    void transmit(boolean control, RdpTrailer trailer, ByteBuffer data);

    /** A packet was not taken; to be counted. */
    void dropped(RdpDrop why);
}
