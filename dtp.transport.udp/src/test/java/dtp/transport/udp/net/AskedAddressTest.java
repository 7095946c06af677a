package dtp.transport.udp.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Source;
import dtp.tck.doubles.RecordingSink;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.udp.machine.ServerLimits;
import io.netty.channel.epoll.Epoll;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that listens at all addresses answers from the one that was asked (kftp.md), where the kernel tells which that was. */
class AskedAddressTest {
    private static final ServerLimits LIMITS = new ServerLimits(Long.MAX_VALUE, 65_000, 16, 16);

    private final byte[] content = new byte[1_000_000];
    private final ScriptedServing serving = new ScriptedServing();
    private final NettyServer server = server(0);
    private final KftpTransport transport = new KftpTransport(new SplittableRandom(2));

    private NettyServer server(int port) {
        return new NettyServer(new InetSocketAddress("0.0.0.0", port), serving, LIMITS, new SplittableRandom(1));
    }

    @BeforeEach
    void listens() throws InterruptedException {
        assumeTrue(Epoll.isAvailable());
        new Random(1).nextBytes(content);
        serving.holds("f", content);
        await(() -> server.port().isPresent());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 60_000 && !condition.getAsBoolean(); i++) {
            never.await(1, TimeUnit.MILLISECONDS);
        }
        assertTrue(condition.getAsBoolean());
    }

    @AfterEach
    void close() {
        transport.close();
        server.close();
    }

    private void gets(String host) throws Exception {
        RecordingSink sink = new RecordingSink();
        Endpoint endpoint =
                Endpoint.parse("kftp://" + host + ":" + server.port().orElseThrow() + "/f");
        try (Source source = transport.source(endpoint, TransferOptions.defaults())) {
            End end = source.fetch(IntervalSet.of(0, Long.MAX_VALUE), sink)
                    .end()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            assertEquals(End.Kind.ENDED, end.kind(), () -> host + ": " + end);
        }
        assertArrayEquals(content, sink.bytes());
    }

    @Test
    void aGetFromAnyAddressOfTheServerIsAnsweredFromThere() throws Exception {
        for (String host : new String[] {"127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.2"}) {
            gets(host);
        }
    }

    @Test
    void aSecondServerAtThePortIsStillRefused() throws Exception {
        gets("127.0.0.2");
        try (NettyServer second = server(server.port().orElseThrow())) {
            await(() -> second.text().contains("cannot listen"));
            assertTrue(second.port().isEmpty());
        }
    }
}
