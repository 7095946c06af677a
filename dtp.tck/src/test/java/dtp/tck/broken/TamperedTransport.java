package dtp.tck.broken;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.TransferOptions;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Contact;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.api.transport.Source;
import dtp.api.transport.SourceTraits;
import dtp.api.transport.Transport;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** A good transport with a {@link Tampering} at every step. */
public final class TamperedTransport implements Transport {
    private final Transport good;
    private final Tampering tampering;

    TamperedTransport(Transport good, Tampering tampering) {
        this.good = good;
        this.tampering = tampering;
    }

    @Override
    public void check(Endpoint endpoint) {
        tampering.check(good, endpoint);
    }

    @Override
    public Source source(Endpoint endpoint, TransferOptions options) {
        Source source = tampering.source(() -> good.source(endpoint, options), endpoint);
        return new Source() {
            @Override
            public CompletionStage<Contact> contact() {
                return tampering.contact(source);
            }

            @Override
            public SourceTraits traits() {
                return source.traits();
            }

            @Override
            public Fetch fetch(IntervalSet wanted, Sink sink) {
                return tampered(tampering.fetch(source, wanted, tampered(sink)), sink);
            }

            @Override
            public void throughput(long bytesPerSecond) {
                source.throughput(bytesPerSecond);
            }

            @Override
            public void close() {
                tampering.close(source);
            }
        };
    }

    private Fetch tampered(Fetch fetch, Sink sink) {
        return new Fetch() {
            @Override
            public CompletionStage<End> end() {
                return tampering.end(fetch, sink);
            }

            @Override
            public void cancel() {
                tampering.cancel(fetch);
            }
        };
    }

    private Sink tampered(Sink sink) {
        return new Sink() {
            @Override
            public boolean describe(PayloadInfo payload) {
                return tampering.describe(sink, payload);
            }

            @Override
            public Take write(long offset, ByteBuffer data) {
                return sink.write(offset, data);
            }

            @Override
            public Take write(long offset, ByteBuffer data, Runnable release) {
                return tampering.write(sink, offset, data, release);
            }

            @Override
            public void whenReady(Runnable action) {
                sink.whenReady(action);
            }

            @Override
            public void alive() {
                sink.alive();
            }

            @Override
            public void note(Reason reason) {
                sink.note(reason);
            }
        };
    }

    @Override
    public Delivery deliver(Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
        Payload read = tampering.payload(payload);
        Delivery delivery = tampering.deliver(() -> good.deliver(read, target, options, observer), target, payload);
        return new Delivery() {
            @Override
            public CompletionStage<End> end() {
                return tampering.end(delivery, observer);
            }

            @Override
            public Verification verification() {
                return tampering.verification(delivery);
            }

            @Override
            public void throughput(long bytesPerSecond) {
                delivery.throughput(bytesPerSecond);
            }

            @Override
            public void close() {
                tampering.close(delivery);
            }
        };
    }
}
