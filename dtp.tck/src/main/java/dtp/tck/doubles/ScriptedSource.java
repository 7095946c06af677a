package dtp.tck.doubles;

import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Contact;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.api.transport.Source;
import dtp.api.transport.SourceTraits;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** The source of every double; what differs is in its {@link Manner}. Any thread; the work is done in order on the line. */
final class ScriptedSource implements Source {
    private final Line line;
    private final BooleanSupplier loses;

    /** Touched on the line only, as are the next two. */
    private final Set<ScriptedFetch> open = new LinkedHashSet<>();

    private final List<CompletableFuture<Contact>> contacts = new ArrayList<>();
    private boolean closed;

    ScriptedSource(Line line, BooleanSupplier loses) {
        this.line = line;
        this.loses = loses;
    }

    @Override
    public CompletionStage<Contact> contact() {
        CompletableFuture<Contact> contact = new CompletableFuture<>();
        if (!line.manner().probes()) {
            contact.complete(contact(End.of(End.Kind.ENDED), PayloadInfo.named(line.name())));
        } else {
            line.run(() -> {
                contacts.add(contact);
                if (closed) {
                    answer(contact, contact(End.of(End.Kind.CLOSED), PayloadInfo.named(line.name())));
                } else {
                    line.afterLatency(() -> probe(contact));
                }
            });
        }
        return contact.minimalCompletionStage();
    }

    private void probe(CompletableFuture<Contact> contact) {
        PayloadInfo nothing = PayloadInfo.named(line.name());
        Optional<RemoteHost> host = line.host();
        if (host.isEmpty()) {
            line.afterIdleTimeout(() -> answer(contact, contact(line.quiet(), nothing)));
            return;
        }
        End refused = host.get().refusal(line.name(), true).orElse(null);
        RemoteContent content = host.get().content(line.name()).orElse(null);
        if (refused != null || content == null) {
            answer(contact, contact(refused != null ? refused : line.broken(), nothing));
        } else {
            boolean tells = line.manner().sizeFirst();
            PayloadInfo info =
                    host.get().info(line.name(), content, line.manner().digests());
            answer(contact, contact(End.of(End.Kind.ENDED), tells ? info : nothing));
        }
    }

    private static Contact contact(End end, PayloadInfo payload) {
        return new Contact(end, payload);
    }

    private void answer(CompletableFuture<Contact> contact, Contact value) {
        contact.complete(value);
        contacts.removeIf(CompletableFuture::isDone);
    }

    @Override
    public SourceTraits traits() {
        return line.manner().traits();
    }

    @Override
    public Fetch fetch(IntervalSet wanted, Sink sink) {
        ScriptedFetch fetch = new ScriptedFetch(this, wanted, sink);
        line.run(() -> {
            if (closed) {
                fetch.finish(End.of(End.Kind.CLOSED));
            } else if (open.size() >= traits().concurrentFetches()) {
                fetch.finish(End.of(
                        End.Kind.TRANSIENT,
                        Reason.at(line.endpoint(), Reason.Code.BUSY, "no more fetches can be open at once")));
            } else {
                open.add(fetch);
                line.afterLatency(fetch::begin);
            }
        });
        return fetch;
    }

    @Override
    public void throughput(long bytesPerSecond) {
        line.throughput(bytesPerSecond);
    }

    @Override
    public void close() {
        line.run(() -> {
            closed = true;
            List.copyOf(open).forEach(f -> f.finish(End.of(End.Kind.CLOSED)));
            for (CompletableFuture<Contact> contact : List.copyOf(contacts)) {
                answer(contact, contact(End.of(End.Kind.CLOSED), PayloadInfo.named(line.name())));
            }
        });
    }

    Line line() {
        return line;
    }

    boolean losesNext() {
        return loses.getAsBoolean();
    }

    void ended(ScriptedFetch fetch) {
        open.remove(fetch);
    }
}
