package dtp.api.link;

import org.osgi.annotation.versioning.ConsumerType;

/** Makes links of one kind; a service with the property {@link #SCHEME}. */
@ConsumerType
public interface CspLinkFactory {
    /** Service property: {@code udp}, {@code loop}, {@code zmqhub}, {@code kiss}, {@code can}, … */
    String SCHEME = "dtp.csp.link.scheme";

    /**
     * [L01] Returns at once; a device that is absent is a state told to the receiver, not a failure: the link tries on by itself.
     *
     * @throws IllegalArgumentException when the text of the settings is wrong, in words for the user
     */
    CspLink open(CspLinkSettings settings, CspLinkReceiver receiver);
}
