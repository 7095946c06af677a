package dtp.tck;

import dtp.api.link.CspLinkFactory;
import dtp.api.link.CspLinkSettings;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
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

    /** Both ends on one loop of the program; on the absent one is nobody else. */
    public static LinkTexts loop(CspLinkFactory factory) {
        return new LinkTexts(factory, "contract", "contract", "void", List.of("contract?loss=1"));
    }

    /** One socket for each end on ports that were free just now; the absent peer is one that nobody may listen as. */
    public static LinkTexts udp(CspLinkFactory factory) throws SocketException {
        InetSocketAddress any = new InetSocketAddress(0);
        try (DatagramSocket a = new DatagramSocket(any);
                DatagramSocket b = new DatagramSocket(any)) {
            String textA = a.getLocalPort() + "@127.0.0.1:" + b.getLocalPort();
            String textB = b.getLocalPort() + "@127.0.0.1:" + a.getLocalPort();
            List<String> wrong = List.of(
                    "",
                    "9001",
                    "9001@",
                    "9001@127.0.0.1",
                    textA + "0000",
                    textA + "?rcvbuf=0",
                    textA + "?rcvbuff=9999");
            return new LinkTexts(factory, textA, textB, "0@127.0.0.1:1", wrong);
        }
    }

    /** Both ends of a path; nothing but a delay is in the way. */
    public static LinkTexts path(CspLinkFactory factory) {
        return new LinkTexts(
                factory,
                "contract?side=a&delay=1ms",
                "contract?side=b",
                "void?side=a",
                List.of("", "contract", "contract?side=c", "contract?side=a&lost=1"));
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
