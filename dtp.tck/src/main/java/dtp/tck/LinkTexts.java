package dtp.tck;

import dtp.api.link.CspLinkFactory;
import dtp.api.link.CspLinkSettings;
import java.util.List;

/**
 * The harness of a link of which all is said by its texts: node 1 at end a and node 2 at end b, CSP version 1.
 *
 * @param absentText the text of a link whose device, hub or peer is not there
 * @param wrong texts that open must refuse
 */
public record LinkTexts(CspLinkFactory factory, String textA, String textB, String absentText, List<String> wrong)
        implements LinkHarness {
    private static final int MAX_FRAME_BYTES = 2_048;

    public LinkTexts {
        wrong = List.copyOf(wrong);
    }

    @Override
    public CspLinkSettings a() {
        return new CspLinkSettings(textA, 1, 1, MAX_FRAME_BYTES);
    }

    @Override
    public CspLinkSettings b() {
        return new CspLinkSettings(textB, 2, 1, MAX_FRAME_BYTES);
    }

    @Override
    public CspLinkSettings absent() {
        return new CspLinkSettings(absentText, 1, 1, MAX_FRAME_BYTES);
    }

    @Override
    public void close() {}
}
