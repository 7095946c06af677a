package dtp.tck;

import dtp.api.link.CspLinkFactory;
import dtp.api.link.CspLinkSettings;
import java.util.List;

/**
 * What a kind of CSP link gives to be tried by {@link CspLinkContract}, made anew for each test. Devices and ports are the
 * harness's own, ports 0 where the system chooses. Called by the test's thread.
 */
public interface LinkHarness {
    CspLinkFactory factory();

    /** One end of a link, with a CSP address of its own. */
    CspLinkSettings a();

    /** The other end. */
    CspLinkSettings b();

    /** A link whose device, hub or peer is not there. */
    CspLinkSettings absent();

    /** Texts that open must refuse. */
    List<String> wrong();

    void close() throws Exception;
}
