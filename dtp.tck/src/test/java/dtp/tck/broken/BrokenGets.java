package dtp.tck.broken;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Contact;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.api.transport.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Transports that fetch wrong, each in one way, and named after the sentence that it breaks. */
final class BrokenGets {
    private static final Executor SOON = CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS);

    private BrokenGets() {}

    /** One or more for every sentence. */
    static List<Broken<Supplier<Tampering>>> all() {
        return List.of(
                new Broken<>("t02", "asks before it makes a source", BlocksInSource::new),
                new Broken<>("t05", "waits for itself inside a sink's call", WaitsForItself::new),
                new Broken<>("t06", "lets a contact fail", LetsContactFail::new),
                new Broken<>("t07", "blocks in fetch", BlocksInFetch::new),
                new Broken<>("t08", "answers one of several fetches", AnswersOneFetch::new),
                new Broken<>("t09", "drops the end", DropsTheEnd::new),
                new Broken<>("t09", "reports wrong offsets", ReportsWrongOffsets::new),
                new Broken<>("t10", "sends everything whatever is wanted", IgnoresWanted::new),
                new Broken<>("t11", "tells nothing of the payload", TellsNothing::new),
                new Broken<>("t12", "leaves fetches open when closed", LeavesFetchesOpen::new),
                new Broken<>("t12", "blocks in close", BlocksInClose::new),
                new Broken<>("t13", "leaks a thread for each source", LeaksThreads::new),
                new Broken<>("t14", "never ends", NeverEnds::new),
                new Broken<>("t14", "ends twice", EndsTwice::new),
                new Broken<>("t14", "fails instead of ending", FailsInsteadOfEnding::new),
                new Broken<>("t14", "calls the sink after the end", CallsSinkAfterEnd::new),
                new Broken<>("t15", "wants to try again for what is not there", TriesAgainForNothing::new),
                new Broken<>("t16", "gives up on who is away", GivesUp::new),
                new Broken<>("t17", "ignores cancel", IgnoresCancel::new),
                new Broken<>("t18", "ignores a closed sink", IgnoresClosed::new),
                new Broken<>("t19", "ignores a refused description", IgnoresRefusal::new),
                new Broken<>("t20", "keeps the buffer", KeepsTheBuffer::new));
    }

    private static final class BlocksInSource extends Tampering {
        @Override
        Source source(Supplier<Source> good, Endpoint endpoint) {
            if (isNobody(endpoint)) {
                block(1_000);
            }
            return good.get();
        }
    }

    private static final class WaitsForItself extends Tampering {
        private final ThreadLocal<Boolean> inSink = ThreadLocal.withInitial(() -> false);

        @Override
        Sink.Take write(Sink sink, long offset, ByteBuffer data, Runnable release) {
            inSink.set(true);
            try {
                return sink.write(offset, data, release);
            } finally {
                inSink.set(false);
            }
        }

        @Override
        void cancel(Fetch good) {
            good.cancel();
            if (inSink.get()) {
                block(5_000);
            }
        }
    }

    private static final class LetsContactFail extends Tampering {
        @Override
        CompletionStage<Contact> contact(Source good) {
            return good.contact().thenApply(contact -> {
                if (contact.end().kind() != End.Kind.ENDED) {
                    throw new UncheckedIOException(new IOException("nobody is there"));
                }
                return contact;
            });
        }
    }

    private static final class BlocksInFetch extends Tampering {
        private boolean nobody;

        @Override
        Source source(Supplier<Source> good, Endpoint endpoint) {
            nobody = isNobody(endpoint);
            return good.get();
        }

        @Override
        Fetch fetch(Source good, IntervalSet wanted, Sink sink) {
            if (nobody) {
                block(1_000);
            }
            return good.fetch(wanted, sink);
        }
    }

    private static final class AnswersOneFetch extends Tampering {
        private final AtomicInteger fetches = new AtomicInteger();

        @Override
        Fetch fetch(Source good, IntervalSet wanted, Sink sink) {
            // The second asks for what the first got: its own bytes never come.
            return good.fetch(fetches.getAndIncrement() == 0 ? wanted : IntervalSet.of(0, 1), sink);
        }
    }

    private static final class DropsTheEnd extends Tampering {
        @Override
        Sink.Take write(Sink sink, long offset, ByteBuffer data, Runnable release) {
            if (offset + data.remaining() < 300_007) {
                return sink.write(offset, data, release);
            }
            release.run();
            return Sink.Take.MORE;
        }
    }

    private static final class ReportsWrongOffsets extends Tampering {
        @Override
        Sink.Take write(Sink sink, long offset, ByteBuffer data, Runnable release) {
            boolean packet = data.remaining() == 8192;
            long wrong = packet && offset == 0 ? 8192 : packet && offset == 8192 ? 0 : offset;
            return sink.write(wrong, data, release);
        }
    }

    private static final class IgnoresWanted extends Tampering {
        @Override
        Fetch fetch(Source good, IntervalSet wanted, Sink sink) {
            return good.fetch(IntervalSet.of(0, Long.MAX_VALUE), sink);
        }
    }

    private static final class TellsNothing extends Tampering {
        @Override
        boolean describe(Sink sink, PayloadInfo info) {
            return true;
        }
    }

    private static final class LeavesFetchesOpen extends Tampering {
        @Override
        void close(Source good) {
            // Nobody is told, that is the fault.
        }
    }

    private static final class BlocksInClose extends Tampering {
        private final Set<Source> closed = ConcurrentHashMap.newKeySet();

        @Override
        void close(Source good) {
            good.close();
            if (!closed.add(good)) {
                block(1_000);
            }
        }
    }

    private static final class LeaksThreads extends Tampering {
        @Override
        Source source(Supplier<Source> good, Endpoint endpoint) {
            Thread thread = new Thread(() -> block(20_000), "leaked");
            thread.setDaemon(true);
            thread.start();
            return good.get();
        }
    }

    private static final class NeverEnds extends Tampering {
        @Override
        CompletionStage<End> end(Fetch good, Sink sink) {
            CompletableFuture<End> end = new CompletableFuture<>();
            good.end().thenAccept(how -> {
                if (how.kind() != End.Kind.ENDED) {
                    end.complete(how);
                }
            });
            return end;
        }
    }

    private static final class EndsTwice extends Tampering {
        private final AtomicInteger looks = new AtomicInteger();

        @Override
        CompletionStage<End> end(Fetch good, Sink sink) {
            return looks.getAndIncrement() == 0 ? good.end() : good.end().thenApply(how -> End.of(End.Kind.CANCELLED));
        }
    }

    private static final class FailsInsteadOfEnding extends Tampering {
        @Override
        CompletionStage<End> end(Fetch good, Sink sink) {
            return good.end().thenApply(how -> {
                if (how.kind() == End.Kind.ENDED) {
                    throw new UncheckedIOException(new IOException("connection closed"));
                }
                return how;
            });
        }
    }

    private static final class CallsSinkAfterEnd extends Tampering {
        @Override
        CompletionStage<End> end(Fetch good, Sink sink) {
            good.end().whenComplete((end, e) -> SOON.execute(sink::alive));
            return good.end();
        }
    }

    private static final class TriesAgainForNothing extends Tampering {
        @Override
        CompletionStage<End> end(Fetch good, Sink sink) {
            return good.end()
                    .thenApply(how -> how.kind() == End.Kind.PERMANENT
                            ? End.of(End.Kind.TRANSIENT, Reason.of(Reason.Code.BUSY, "later perhaps"))
                            : how);
        }
    }

    private static final class GivesUp extends Tampering {
        @Override
        CompletionStage<End> end(Fetch good, Sink sink) {
            return good.end()
                    .thenApply(how -> how.kind() == End.Kind.QUIET
                            ? End.of(End.Kind.PERMANENT, Reason.of(Reason.Code.NO_CONTACT, "never again"))
                            : how);
        }
    }

    private static final class IgnoresCancel extends Tampering {
        @Override
        void cancel(Fetch good) {
            // Not told, that is the fault.
        }
    }

    private static final class IgnoresClosed extends Tampering {
        @Override
        Sink.Take write(Sink sink, long offset, ByteBuffer data, Runnable release) {
            Sink.Take take = sink.write(offset, data, release);
            return take == Sink.Take.CLOSED ? Sink.Take.MORE : take;
        }
    }

    private static final class IgnoresRefusal extends Tampering {
        @Override
        boolean describe(Sink sink, PayloadInfo info) {
            sink.describe(info);
            return true;
        }
    }

    private static final class KeepsTheBuffer extends Tampering {
        @Override
        Sink.Take write(Sink sink, long offset, ByteBuffer data, Runnable release) {
            int first = data.position();
            Sink.Take take = sink.write(offset, data.duplicate(), release);
            data.put(first, (byte) ~data.get(first));
            return take;
        }
    }
}
