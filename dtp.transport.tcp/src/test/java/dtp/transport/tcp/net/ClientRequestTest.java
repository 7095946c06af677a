package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.api.transport.Sink;
import dtp.tck.doubles.RecordingSink;
import dtp.transport.tcp.machine.ClientMachine;
import dtp.transport.tcp.machine.ClientSettings;
import dtp.transport.tcp.machine.DownloadClient;
import dtp.transport.tcp.machine.Outcome;
import dtp.transport.tcp.machine.Speech;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the user ends, on a connection that is just ending by itself. */
@Timeout(60)
class ClientRequestTest {
    private static final IntervalSet ALL = IntervalSet.of(0, Long.MAX_VALUE);
    private static final int SIZE = 1_000_000;
    private static final int PART = 1_000;

    private final Loops loops = new Loops("test-request", 1, 1);
    private final Connector connector = new Connector(loops, TcpGround.keyless());
    private final RecordingSink sink = new RecordingSink();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final ServerSocket listening;

    ClientRequestTest() throws IOException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        listening.close();
        connector.close();
        loops.close();
    }

    private ClientRequest get() {
        Endpoint endpoint = Endpoint.parse("tcp://127.0.0.1:" + listening.getLocalPort() + "/file");
        connector.remember(Address.of(endpoint), Speech.BASE);
        TcpFetch asker = new TcpFetch(new TcpSource(connector, endpoint, TransferOptions.defaults()), ALL, sink);
        ClientRequest request =
                new ClientRequest(connector, endpoint, TimeUnit.MINUTES.toNanos(1), () -> Long.MAX_VALUE) {
                    @Override
                    ClientMachine machine(Carrier line, ClientSettings settings, Consumer<Outcome> told) {
                        line.channel().pipeline().addFirst(watch());
                        return new DownloadClient(line, settings, asker, told);
                    }

                    @Override
                    void ending(Outcome outcome) {}

                    @Override
                    boolean goesOnAsBase() {
                        return true;
                    }

                    @Override
                    void onNeither() {}
                };
        request.begin();
        return request;
    }

    private ChannelInboundHandlerAdapter watch() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                ctx.fireChannelInactive();
                gone.countDown();
            }
        };
    }

    @Test
    void aGetThatIsCancelledWhileItsDiskIsSlowAndItsServerHasResetIsCancelled() throws Exception {
        assumeTrue(Epoll.isAvailable(), "only epoll tells a reset to whom does not read");
        CountDownLatch held = new CountDownLatch(1);
        sink.answer(Sink.Take.SLOW);
        sink.onWrite(held::countDown);
        ClientRequest request = get();
        try (Socket server = listening.accept()) {
            server.setTcpNoDelay(true); // else a reset may drop what it waits to send
            new DataInputStream(server.getInputStream()).readNBytes(256);
            DataOutputStream out = new DataOutputStream(server.getOutputStream());
            out.write('T');
            out.writeLong(SIZE);
            server.getInputStream().read();
            out.write(new byte[PART]);
            held.await();
            out.write(new byte[PART]); // stays with the kernel, and is read with the reset
            server.setSoLinger(true, 0);
        }
        gone.await();
        request.stop(End.of(End.Kind.CANCELLED));
        assertEquals(End.Kind.CANCELLED, request.done.get(30, TimeUnit.SECONDS).kind());
    }
}
