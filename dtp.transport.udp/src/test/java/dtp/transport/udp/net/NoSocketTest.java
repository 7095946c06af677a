package dtp.transport.udp.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Source;
import dtp.tck.doubles.RecordingSink;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the system gives no socket, for want of descriptors say. */
@SuppressWarnings("FutureReturnValueIgnored") // what is told to the loop is seen by the future
class NoSocketTest {
    private static final byte[] CONTENT = new byte[100_000];

    private final AtomicInteger failing = new AtomicInteger();
    private final Platform platform = new Platform(real -> () -> {
        if (failing.getAndDecrement() > 0) {
            throw new ChannelException(new IOException("Too many open files"));
        }
        return real.newChannel();
    });
    private final KftpHarness harness = new KftpHarness();
    private final KftpTransport transport =
            new KftpTransport(new SplittableRandom(3), platform, InetAddress::getByName);
    private final RecordingSink sink = new RecordingSink();

    @AfterEach
    void close() {
        transport.close();
        harness.close();
    }

    private End get(String authority) throws Exception {
        Endpoint endpoint = Endpoint.parse("kftp://" + authority + "/f");
        try (Source source = transport.source(endpoint, TransferOptions.defaults())) {
            return source.fetch(IntervalSet.of(0, Long.MAX_VALUE), sink)
                    .end()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aGetIsTriedAgainLaterAndToldWhy() throws Exception {
        failing.set(1);
        End end = get(harness.serve("f", CONTENT).authority());
        assertEquals(End.Kind.TRANSIENT, end.kind());
        assertTrue(end.toString().contains("Too many open files"), end::toString);
    }

    @Test
    void whereOneOfTwoServersHasASocketItGivesTheFile() throws Exception {
        String there = harness.serve("f", CONTENT).authority();
        failing.set(1);
        assertEquals(End.Kind.ENDED, get(there + "," + there).kind());
        assertArrayEquals(CONTENT, sink.bytes());
        assertTrue(sink.notes().toString().contains("Too many open files"), () -> "" + sink.notes());
    }
}
