package dtp.transport.udp.net;

import dtp.api.payload.Payload;
import dtp.transport.udp.machine.Buffers;
import dtp.transport.udp.machine.Reader;
import dtp.transport.udp.machine.Surroundings;
import io.netty.channel.EventLoop;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the machines of one event loop stand on. Any thread may give it work. */
final class Ground implements Surroundings {
    private static final Logger LOG = LoggerFactory.getLogger(Ground.class);

    private final EventLoop loop;
    private final Executor readers;
    private final Buffers buffers;
    private final RandomGenerator random;
    private final Runnable poke;

    /** @param poke runs the machine; called on the loop after every action */
    Ground(EventLoop loop, Executor readers, Buffers buffers, RandomGenerator random, Runnable poke) {
        this.loop = loop;
        this.readers = readers;
        this.buffers = buffers;
        this.random = random;
        this.poke = poke;
    }

    @Override
    public Buffers buffers() {
        return buffers;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public void execute(Runnable action) {
        try {
            loop.execute(() -> {
                action.run();
                poke.run();
            });
        } catch (RejectedExecutionException e) {
            // the bundle stops: its machines have been closed before their loop
            return;
        }
    }

    @Override
    public void broken(Throwable why) {
        LOG.warn("A transfer was ended because of a fault of this program", why);
    }

    @Override
    public Reader reader(Payload payload) {
        return (position, into, done) -> {
            try {
                readers.execute(() -> read(payload, position, into, done));
            } catch (RejectedExecutionException e) {
                done.accept(new IOException("the transport stops", e));
            }
        };
    }

    private void read(Payload payload, long position, ByteBuffer into, Consumer<IOException> done) {
        IOException failed = null;
        try {
            long at = position;
            while (into.hasRemaining()) {
                int n = payload.read(at, into);
                if (n < 0) {
                    throw new EOFException(payload.info().name() + " ends at " + at);
                }
                at += n;
            }
        } catch (IOException e) {
            failed = e;
        } catch (RuntimeException | OutOfMemoryError e) {
            failed = new IOException(e.toString(), e); // a fault of whoever gave the payload ends what reads it
        }
        IOException how = failed;
        execute(() -> done.accept(how));
    }
}
