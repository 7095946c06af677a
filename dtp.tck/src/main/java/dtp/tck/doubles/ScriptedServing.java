package dtp.tck.doubles;

import dtp.api.Reason;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException;
import dtp.api.transport.RefusedException.Why;
import dtp.api.transport.Served;
import dtp.api.transport.Serving;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a server under test asks, in memory: payloads by name, uploads that are verified and become payloads, and a script of
 * refusals. Answers at once on the caller's thread. Any thread.
 */
public final class ScriptedServing implements Serving {
    private final Map<String, RemoteContent> contents = new HashMap<>();
    private final Map<String, Why> refusals = new HashMap<>();
    private final Map<String, MemoryReception> paused = new HashMap<>();
    private final Set<MemoryReception> active = new HashSet<>();
    private final Set<MemoryServed> served = new HashSet<>();
    private final List<String> asked = new ArrayList<>();
    private final AtomicLong sentBytes = new AtomicLong();
    private long throughput = Long.MAX_VALUE;
    private long space = Long.MAX_VALUE;
    private boolean silent;

    public synchronized ScriptedServing holds(String name, byte[] content) {
        return holds(name, RemoteContent.of(content));
    }

    public synchronized ScriptedServing holds(String name, RemoteContent content) {
        contents.put(name, content);
        return this;
    }

    /** Everything about that name is refused. */
    public synchronized ScriptedServing refuse(String name, Why why) {
        refusals.put(name, why);
        return this;
    }

    /** What each served payload may use. */
    public synchronized ScriptedServing throughputBytesPerSecond(long value) {
        throughput = value;
        return this;
    }

    /** Offers that are larger are refused. */
    public synchronized ScriptedServing space(long bytes) {
        space = bytes;
        return this;
    }

    /** From now on nothing that is asked is answered. */
    public synchronized void fallSilent() {
        silent = true;
    }

    /** What is held under the name, also after an upload was committed. */
    public synchronized Optional<RemoteContent> content(String name) {
        return Optional.ofNullable(contents.get(name));
    }

    /** {@code open}, {@code receive} or {@code list}, the name, and who asked, in order. */
    public synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    /** Payloads that are being read now. */
    public synchronized int open() {
        return served.size();
    }

    /** What was told as sent, of all payloads together. */
    public long sentBytes() {
        return sentBytes.get();
    }

    /** Uploads under way now. */
    public synchronized int receiving() {
        return active.size();
    }

    /** Uploads that wait for their remote to come back. */
    public synchronized int paused() {
        return paused.size();
    }

    /** Wants everything under way ended, as an operator would. */
    public void stopAll(Reason reason) {
        List<Stops> all = new ArrayList<>();
        synchronized (this) {
            served.forEach(s -> all.add(s.stops()));
            active.forEach(r -> all.add(r.stops()));
        }
        all.forEach(s -> s.stop(reason));
    }

    /** The bundle that used it is gone: what it held is suspended. */
    public void bundleGone() {
        List<AutoCloseable> all = new ArrayList<>();
        synchronized (this) {
            all.addAll(served);
            all.addAll(active);
        }
        stopAll(Reason.of(Reason.Code.TRANSPORT_GONE, "the server's bundle has stopped"));
        for (AutoCloseable one : all) {
            if (one instanceof MemoryServed s) {
                s.close();
            } else if (one instanceof MemoryReception r) {
                r.close();
            }
        }
    }

    @Override
    public synchronized CompletionStage<Served> open(String name, Peer peer) {
        asked.add("open " + name + " " + peer);
        if (silent) {
            return new CompletableFuture<>();
        }
        Optional<RefusedException> refused = refusal(name);
        if (refused.isPresent()) {
            return CompletableFuture.failedStage(refused.get());
        }
        RemoteContent content = contents.get(name);
        if (content == null) {
            return refused(Why.NOT_FOUND, "there is no " + name);
        }
        MemoryServed one = new MemoryServed(new MemoryPayload(name, content), throughput, sentBytes, this::closed);
        served.add(one);
        return CompletableFuture.completedStage(one);
    }

    private synchronized void closed(MemoryServed one) {
        served.remove(one);
    }

    @Override
    public synchronized CompletionStage<Reception> receive(Offer offer, Peer peer) {
        String name = offer.payload().name();
        asked.add("receive " + name + " " + peer);
        if (silent) {
            return new CompletableFuture<>();
        }
        Optional<RefusedException> refused = refusal(name);
        if (refused.isPresent()) {
            return CompletableFuture.failedStage(refused.get());
        }
        if (contents.containsKey(name)) {
            return refused(Why.EXISTS, name + " is there already");
        }
        if (active.stream().anyMatch(r -> r.offer().payload().name().equals(name))) {
            return refused(Why.IN_USE, name + " is being received");
        }
        if (offer.payload().size().orElse(0) > space) {
            return refused(Why.NO_SPACE, "no room for " + offer.payload().size().getAsLong() + " bytes");
        }
        MemoryReception before = paused.remove(name);
        boolean same = before != null && before.offer().payload().equals(offer.payload());
        MemoryReception one =
                same ? before.again() : new MemoryReception(this, offer, new MemoryUpload(UUID.randomUUID(), space));
        active.add(one);
        return CompletableFuture.completedStage(one);
    }

    @Override
    public synchronized CompletionStage<List<PayloadInfo>> list(Peer peer) {
        asked.add("list " + peer);
        if (silent) {
            return new CompletableFuture<>();
        }
        List<PayloadInfo> all = new ArrayList<>();
        contents.forEach((name, content) -> {
            if (!refusals.containsKey(name)) {
                all.add(PayloadInfo.named(name).size(content.size()));
            }
        });
        return CompletableFuture.completedStage(all);
    }

    /** @return false when another upload was stored under the name meanwhile */
    synchronized boolean store(MemoryReception one, RemoteContent content) {
        active.remove(one);
        return contents.putIfAbsent(one.offer().payload().name(), content) == null;
    }

    synchronized void left(MemoryReception one, boolean keep) {
        active.remove(one);
        if (keep) {
            paused.put(one.offer().payload().name(), one);
        }
    }

    private Optional<RefusedException> refusal(String name) {
        return Optional.ofNullable(refusals.get(name)).map(why -> new RefusedException(why, name + " is refused"));
    }

    private static <T> CompletionStage<T> refused(Why why, String message) {
        return CompletableFuture.failedStage(new RefusedException(why, message));
    }
}
