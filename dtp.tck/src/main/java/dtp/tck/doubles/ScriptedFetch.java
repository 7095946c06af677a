package dtp.tck.doubles;

import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One request to a double: a chain of steps on its line, one packet each. */
final class ScriptedFetch implements Fetch {
    /** A sink that has no room and says it has is asked again after this time. */
    private static final long RETRY_NS = 1_000_000;

    private final ScriptedSource source;
    private final Line line;
    private final IntervalSet wanted;
    private final Sink sink;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private RemoteHost host;
    private RemoteContent content;
    private IntervalSet todo;
    private int interval;
    private long at;

    ScriptedFetch(ScriptedSource source, IntervalSet wanted, Sink sink) {
        this.source = source;
        this.line = source.line();
        this.wanted = wanted;
        this.sink = sink;
    }

    @Override
    public CompletionStage<End> end() {
        return end.minimalCompletionStage();
    }

    @Override
    public void cancel() {
        line.run(() -> finish(End.of(End.Kind.CANCELLED)));
    }

    /** On the line, like all that follows: so nothing is told to the sink after the end. */
    void finish(End how) {
        source.ended(this);
        end.complete(how);
    }

    void begin() {
        if (end.isDone()) {
            return;
        }
        Optional<RemoteHost> there = line.host();
        if (there.isEmpty()) {
            fallSilent();
            return;
        }
        host = there.get();
        host.asked(line.name(), wanted);
        Optional<End> refused = host.refusal(line.name(), true);
        if (refused.isPresent()) {
            finish(refused.get());
            return;
        }
        content = host.content(line.name()).orElse(null);
        if (content == null) {
            finish(line.broken());
            return;
        }
        long size = content.size();
        IntervalSet all = IntervalSet.of(0, size);
        todo = line.manner().traits().ranges()
                ? wanted.intersect(all).alignedTo(line.manner().traits().unitBytes(), size)
                : all;
        if (!line.manner().sizeFirst() || describe()) {
            nextInterval(0);
        }
    }

    /** False: the fetch has ended with it. */
    private boolean describe() {
        if (sink.describe(host.info(line.name(), content, line.manner().digests()))) {
            return true;
        }
        finish(End.of(End.Kind.CANCELLED));
        return false;
    }

    private void fallSilent() {
        line.afterIdleTimeout(() -> finish(line.quiet()));
    }

    private void nextInterval(int number) {
        interval = number;
        if (number < todo.count()) {
            at = todo.get(number).start();
            line.runIn(line.manner().traits().nanosPerInterval(), this::step);
        } else {
            // The size comes last where the remote only knows it then, and only to those who asked for the end.
            boolean reachedEnd = wanted.end() >= content.size();
            if (line.manner().sizeFirst() || !reachedEnd || describe()) {
                finish(End.of(End.Kind.ENDED));
            }
        }
    }

    private void step() {
        if (end.isDone()) {
            return;
        }
        if (host.isAway()) {
            fallSilent();
            return;
        }
        long left = todo.get(interval).end() - at;
        int bytes = host.passes((int) Math.min(left, line.manner().chunkBytes()));
        if (bytes > 0) {
            ByteBuffer data = read(bytes);
            host.sent(bytes);
            if (!source.losesNext() && !deliver(data)) {
                return;
            }
        }
        moved(bytes, line.paceNs(host, bytes));
    }

    private ByteBuffer read(int bytes) {
        ByteBuffer data = ByteBuffer.allocate(bytes);
        content.read(at, data);
        data.flip();
        int spoilt = host.spoils(at, bytes);
        if (spoilt >= 0) {
            data.put(spoilt, (byte) ~data.get(spoilt));
        }
        return data;
    }

    /** False: the way on is arranged already. */
    private boolean deliver(ByteBuffer data) {
        Sink.Take take = line.manner().handsOver()
                ? sink.write(at, data.duplicate(), () -> {})
                : sink.write(at, data.duplicate());
        int bytes = data.remaining();
        return switch (take) {
            case MORE -> true;
            case SLOW -> {
                if (!line.manner().datagrams()) {
                    sink.whenReady(() -> line.run(() -> moved(bytes, 0)));
                }
                yield line.manner().datagrams();
            }
            case FULL -> {
                if (!line.manner().datagrams()) {
                    sink.whenReady(() -> line.runIn(RETRY_NS, () -> again(data)));
                }
                yield line.manner().datagrams();
            }
            case CLOSED -> {
                finish(End.of(End.Kind.CANCELLED));
                yield false;
            }
        };
    }

    private void again(ByteBuffer data) {
        if (!end.isDone() && deliver(data)) {
            moved(data.remaining(), 0);
        }
    }

    private void moved(int bytes, long paceNs) {
        if (end.isDone()) {
            return;
        }
        at += bytes;
        switch (host.passed(bytes)) {
            case BROKEN -> finish(line.broken());
            case SILENT -> fallSilent();
            case NONE -> {
                if (at < todo.get(interval).end()) {
                    line.runIn(paceNs, this::step);
                } else {
                    line.runIn(paceNs, this::nextIntervalUnlessEnded);
                }
            }
        }
    }

    private void nextIntervalUnlessEnded() {
        if (!end.isDone()) {
            nextInterval(interval + 1);
        }
    }
}
