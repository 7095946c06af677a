package dtp.tck.broken;

import dtp.api.Reason;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Sink;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;

/** All sinks in this file are wrong, each in one way, and named after the sentence that it breaks. */
public final class BrokenSinks {
    private BrokenSinks() {}

    /** One or more for every sentence. */
    public static List<Broken<UnaryOperator<Sink>>> all() {
        return List.of(
                new Broken<>("k01", "throws for bad offsets", good -> new Passing(good) {
                    @Override
                    public Take write(long offset, ByteBuffer data) {
                        if (offset < 0) {
                            throw new IllegalArgumentException("negative offset");
                        }
                        return super.write(offset, data);
                    }
                }),
                new Broken<>("k01", "blocks while it is full", good -> new Passing(good) {
                    @Override
                    public Take write(long offset, ByteBuffer data) {
                        Take take = super.write(offset, data);
                        if (take == Take.FULL) {
                            Tampering.block(1_000);
                        }
                        return take;
                    }
                }),
                new Broken<>("k02", "takes bytes after the end", good -> new Passing(good) {
                    @Override
                    public Take write(long offset, ByteBuffer data, Runnable release) {
                        Take take = super.write(offset, data, release);
                        if (take == Take.CLOSED && offset > 0) {
                            return Take.MORE;
                        }
                        return take;
                    }
                }),
                new Broken<>("k03", "keeps the buffer", KeepingTheBuffer::new),
                new Broken<>("k04", "releases twice", good -> new Passing(good) {
                    @Override
                    public Take write(long offset, ByteBuffer data, Runnable release) {
                        Take take = super.write(offset, data, release);
                        release.run();
                        return take;
                    }
                }),
                new Broken<>("k05", "forgets those who wait", ForgettingWaiters::new),
                new Broken<>("k05", "tells twice", good -> new Passing(good) {
                    @Override
                    public void whenReady(Runnable action) {
                        super.whenReady(() -> {
                            action.run();
                            action.run();
                        });
                    }
                }));
    }

    /** Passes everything on. */
    private static class Passing implements Sink {
        private final Sink good;

        Passing(Sink good) {
            this.good = good;
        }

        @Override
        public boolean describe(PayloadInfo payload) {
            return good.describe(payload);
        }

        @Override
        public Take write(long offset, ByteBuffer data) {
            return good.write(offset, data);
        }

        @Override
        public Take write(long offset, ByteBuffer data, Runnable release) {
            return good.write(offset, data, release);
        }

        @Override
        public void whenReady(Runnable action) {
            good.whenReady(action);
        }

        @Override
        public void alive() {
            good.alive();
        }

        @Override
        public void note(Reason reason) {
            good.note(reason);
        }
    }

    /** Writes the caller's bytes again later: those who fill one buffer again and again notice. */
    private static final class KeepingTheBuffer extends Passing {
        private ByteBuffer kept;
        private long keptOffset;

        KeepingTheBuffer(Sink good) {
            super(good);
        }

        @Override
        public synchronized Take write(long offset, ByteBuffer data) {
            if (kept != null && kept.capacity() == 1_000) {
                super.write(keptOffset, kept.rewind());
            }
            kept = data.duplicate();
            keptOffset = offset;
            return super.write(offset, data);
        }
    }

    private static final class ForgettingWaiters extends Passing {
        private boolean full;

        ForgettingWaiters(Sink good) {
            super(good);
        }

        @Override
        public Take write(long offset, ByteBuffer data) {
            Take take = super.write(offset, data);
            full = take == Take.FULL;
            return take;
        }

        @Override
        public void whenReady(Runnable action) {
            if (!full) {
                super.whenReady(action);
            }
        }
    }
}
