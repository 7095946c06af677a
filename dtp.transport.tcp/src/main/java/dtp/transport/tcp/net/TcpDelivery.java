package dtp.transport.tcp.net;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.End;
import dtp.transport.tcp.machine.ClientMachine;
import dtp.transport.tcp.machine.ClientSettings;
import dtp.transport.tcp.machine.Outcome;
import dtp.transport.tcp.machine.Speech;
import dtp.transport.tcp.machine.UploadClient;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One put. Any thread. */
final class TcpDelivery extends ClientRequest implements Delivery {
    private final Payload payload;
    private final DeliveryObserver observer;
    private volatile PayloadInfo info;
    private volatile long bytesPerSecond;
    private volatile Verification verification = Verification.NONE;

    TcpDelivery(
            Connector connector, Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
        super(connector, target, options.idleTimeout().toNanos(), () -> Long.MAX_VALUE);
        this.payload = payload;
        this.observer = observer;
        info = payload.info();
        bytesPerSecond = options.throughputBytesPerSecond().orElse(Long.MAX_VALUE);
    }

    /** A ranged upload tells its digest first; a base one has no place for it. */
    void start() {
        boolean needed =
                info.digest().isEmpty() && Address.wantsDigest(endpoint) && connector.speech(address) != Speech.BASE;
        if (!needed) {
            begin();
            return;
        }
        payload.digest(Digest.SHA_256).whenComplete((digest, failed) -> {
            if (done.isDone()) {
                return;
            }
            if (digest != null) {
                info = info.digest(digest);
                begin();
            } else {
                done.complete(ClientSettings.unreadable(endpoint, failed, ""));
            }
        });
    }

    @Override
    ClientMachine machine(Carrier line, ClientSettings settings, Consumer<Outcome> told) {
        UploadClient.Cargo cargo = new UploadClient.Cargo(
                payload, info, observer, () -> bytesPerSecond, () -> connector.remember(address, Speech.RANGED));
        return new UploadClient(line, settings, cargo, told);
    }

    @Override
    void ending(Outcome outcome) {
        if (outcome != null) {
            verification = outcome.verification();
        }
    }

    @Override
    boolean goesOnAsBase() {
        return true;
    }

    @Override
    void onNeither() {}

    @Override
    public CompletionStage<End> end() {
        return done.minimalCompletionStage();
    }

    @Override
    public Verification verification() {
        return verification;
    }

    @Override
    public void throughput(long value) {
        bytesPerSecond = Math.max(1, value);
    }

    @Override
    public void close() {
        stop(End.of(End.Kind.CLOSED));
    }
}
