package dtp.tck.broken;

import dtp.api.Endpoint;
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
import dtp.api.transport.Transport;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What stands between a good transport and the contract. Passes everything on; each broken double overrides one step. */
public class Tampering {
    Tampering() {}

    void check(Transport good, Endpoint endpoint) {
        good.check(endpoint);
    }

    Source source(Supplier<Source> good, Endpoint endpoint) {
        return good.get();
    }

    CompletionStage<Contact> contact(Source good) {
        return good.contact();
    }

    Fetch fetch(Source good, IntervalSet wanted, Sink sink) {
        return good.fetch(wanted, sink);
    }

    CompletionStage<End> end(Fetch good, Sink sink) {
        return good.end();
    }

    void cancel(Fetch good) {
        good.cancel();
    }

    void close(Source good) {
        good.close();
    }

    Sink.Take write(Sink sink, long offset, ByteBuffer data, Runnable release) {
        return sink.write(offset, data, release);
    }

    boolean describe(Sink sink, PayloadInfo info) {
        return sink.describe(info);
    }

    Payload payload(Payload given) {
        return given;
    }

    Delivery deliver(Supplier<Delivery> good, Endpoint target, Payload payload) {
        return good.get();
    }

    CompletionStage<End> end(Delivery good, DeliveryObserver observer) {
        return good.end();
    }

    Verification verification(Delivery good) {
        return good.verification();
    }

    void close(Delivery good) {
        good.close();
    }

    /** True for the endpoint where nobody is. */
    static boolean isNobody(Endpoint endpoint) {
        return endpoint.authority().equals("nobody");
    }

    static void block(long ms) {
        try {
            new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
