package dtp.shell.door;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls through one door. One thread accepts; each call has a thread for its command and one that listens for its interrupt.
 */
final class DoorCalls {
    /** Calls at one time. */
    static final int MAX_CALLS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(DoorCalls.class);
    private static final long CALLS_END_MS = 8_000;
    private static final long AGAIN_MS = 200;

    private final Connections connections;
    private final Answerer answerer;
    private final Set<DoorCall> calls = ConcurrentHashMap.newKeySet();
    private final CountDownLatch ending = new CountDownLatch(1);

    /** Where clients come from. */
    interface Connections {
        /** @throws ClosedChannelException when nobody comes any more */
        SocketChannel accept() throws IOException;
    }

    private DoorCalls(Connections connections, Answerer answerer) {
        this.connections = connections;
        this.answerer = answerer;
    }

    static DoorCalls begin(Connections connections, Answerer answerer) {
        DoorCalls calls = new DoorCalls(connections, answerer);
        Thread thread = new Thread(calls::accept, "dtp-door");
        thread.setDaemon(true);
        thread.start();
        return calls;
    }

    private void accept() {
        boolean failed = false;
        while (ending.getCount() > 0) {
            try {
                take(connections.accept());
                failed = false;
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                // Such as: no descriptor or no thread is left. Clients wait in the socket's line meanwhile.
                if (!failed) {
                    LOG.error("commands of other processes wait: the door to this one cannot take them now", e);
                }
                failed = true;
                await(ending, TimeUnit.MILLISECONDS.toNanos(AGAIN_MS));
            }
        }
    }

    private void take(SocketChannel connection) {
        if (calls.size() >= MAX_CALLS) {
            refuse(connection, "it runs " + MAX_CALLS + " commands already");
            return;
        }
        try {
            start(connection);
        } catch (OutOfMemoryError e) {
            refuse(connection, "it has no memory for another one");
            throw e;
        }
    }

    /** Does not wait for the client: so few bytes find room in the connection. */
    private static void refuse(SocketChannel connection, String why) {
        try (connection) {
            new Frame(Frame.Type.REFUSE, why.getBytes(StandardCharsets.UTF_8)).write(SocketStreams.out(connection));
        } catch (IOException e) {
            LOG.debug("a command's client: {}", e.getMessage());
        }
    }

    private void start(SocketChannel connection) {
        DoorCall call = new DoorCall(SocketStreams.in(connection), SocketStreams.out(connection), connection, answerer);
        Thread thread = new Thread(
                () -> {
                    try {
                        call.run();
                    } finally {
                        calls.remove(call);
                        call.ended().countDown();
                    }
                },
                "dtp-command");
        thread.setDaemon(true);
        calls.add(call);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            calls.remove(call);
            throw e;
        }
    }

    /** Interrupts those that run; they have a few seconds to pause and to say how to go on. The connections are closed before. */
    void end() {
        ending.countDown();
        calls.forEach(DoorCall::interrupt);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CALLS_END_MS);
        for (DoorCall call : calls) {
            if (!await(call.ended(), end - System.nanoTime())) {
                LOG.warn("a command did not end in time");
            }
        }
    }

    private static boolean await(CountDownLatch what, long ns) {
        try {
            return what.await(Math.max(0, ns), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
