package dtp.tck.broken;

import dtp.api.Endpoint;
import dtp.api.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Transports that are wrong, each in one way, and named after the sentence that it breaks. */
public final class BrokenTransports {
    private BrokenTransports() {}

    /** The transport, wrong in the way that was chosen. */
    public static Transport of(Transport good, Supplier<Tampering> how) {
        return new TamperedTransport(good, how.get());
    }

    /** One or more for every sentence. */
    public static List<Broken<Supplier<Tampering>>> all() {
        List<Broken<Supplier<Tampering>>> all = new ArrayList<>();
        all.add(new Broken<>("t01", "refuses no endpoint", RefusesNothing::new));
        all.add(new Broken<>("t01", "refuses without a word", RefusesWithoutWord::new));
        all.addAll(BrokenGets.all());
        all.addAll(BrokenPuts.all());
        return all;
    }

    private static final class RefusesNothing extends Tampering {
        @Override
        void check(Transport good, Endpoint endpoint) {}
    }

    private static final class RefusesWithoutWord extends Tampering {
        @Override
        void check(Transport good, Endpoint endpoint) {
            try {
                super.check(good, endpoint);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage().substring(0, 0), e);
            }
        }
    }
}
