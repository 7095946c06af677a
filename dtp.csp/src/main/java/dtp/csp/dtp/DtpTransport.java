package dtp.csp.dtp;

import dtp.api.Endpoint;
import dtp.api.PeerProfile;
import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.End;
import dtp.api.transport.Source;
import dtp.api.transport.Transport;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The transport of scheme {@code csp}: {@code csp://<node>/<payload id>}, with {@code ?mtu=auto} where pings are to
 * find the MTU. Any thread. */
public final class DtpTransport implements Transport {
    public static final String CSP = "csp";

    private static final int MOST_PAYLOAD_ID = 255;
    private static final String MTU = "mtu";
    private static final String AUTO = "auto";

    private final DtpClient client;
    private final Function<String, Optional<PeerProfile>> profiles;

    /** @param profiles the profile of a node by its address as text */
    public DtpTransport(DtpClient client, Function<String, Optional<PeerProfile>> profiles) {
        this.client = client;
        this.profiles = profiles;
    }

    @Override
    public void check(Endpoint endpoint) {
        node(endpoint);
        payloadId(endpoint);
        endpoint.options().forEach((option, value) -> {
            if (!option.equals(MTU) || !value.equals(AUTO)) {
                throw new IllegalArgumentException("the only option of a csp endpoint is ?mtu=auto, but this one has "
                        + option + "=" + value + " (in " + endpoint + ")");
            }
        });
    }

    private int node(Endpoint endpoint) {
        int most = client.node().settings().version().broadcast() - 1;
        return number(endpoint, endpoint.authority(), most, "the CSP node");
    }

    private static int payloadId(Endpoint endpoint) {
        return number(endpoint, endpoint.name(), MOST_PAYLOAD_ID, "the payload id");
    }

    private static int number(Endpoint endpoint, String text, int most, String what) {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(what + " is a number from 0 to " + most + ", not \"" + text + "\" (in "
                    + endpoint + "; expected csp://NODE/PAYLOAD)");
        }
        return Integer.parseInt(text);
    }

    @Override
    public Source source(Endpoint endpoint, TransferOptions options) {
        check(endpoint);
        Optional<PeerProfile> profile = profiles.apply(endpoint.authority());
        TransferOptions complete = profile.map(p -> p.complete(options)).orElse(options);
        ClientSettings defaults = client.settings();
        // csp-dtp.md §9: 256 unless configured, and never more than our own node can take
        boolean auto = endpoint.options().containsKey(MTU);
        int most =
                Math.min(complete.mtu().orElse(auto ? MtuSearch.CEILING : defaults.defaultMtu()), client.largestMtu());
        int mtu = auto ? Math.min(most, defaults.defaultMtu()) : most;
        DownloadSettings settings = new DownloadSettings(
                endpoint,
                node(endpoint),
                payloadId(endpoint),
                mtu,
                auto ? most : 0,
                complete.priority(),
                complete.idleTimeout().toNanos(),
                profile.map(PeerProfile::connections).orElse(OptionalInt.empty()));
        long user = complete.throughputBytesPerSecond().orElse(Long.MAX_VALUE);
        return new DtpSource(client, settings, new DtpRate(user, defaults.baseThroughput()));
    }

    /** DTP has no upload. */
    @Override
    public Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
        String text = "DTP cannot upload: a CSP node only serves. Use tcp, kftp or zmq to put a file.";
        return new Refused(End.of(End.Kind.PERMANENT, Reason.at(target, Reason.Code.NOT_ALLOWED, text)));
    }

    private record Refused(End why) implements Delivery {
        @Override
        public CompletionStage<End> end() {
            return CompletableFuture.completedStage(why);
        }

        @Override
        public Verification verification() {
            return Verification.NONE;
        }

        @Override
        public void throughput(long bytesPerSecond) {
            // nothing is sent
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
