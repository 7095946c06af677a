package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.payload.PayloadChangedException;
import dtp.api.payload.PayloadInfo;
import dtp.transport.tcp.machine.Inflow;
import dtp.transport.tcp.machine.Machine;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file goes out by regions that nobody looks at, and its tail by a read that sees whether it has changed: in which order. */
class BodySenderTest {
    private static final int SIZE = 1 << 20;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Carrier carrier = new Carrier(channel, Runnable::run);
    private final Ends ends = new Ends();
    private boolean deaf = true;
    private FileChannel file;
    private boolean changed;
    private int reads;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        file = FileChannel.open(Files.write(folder.resolve("file"), new byte[SIZE]));
        channel.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext ctx) {
                if (!deaf) {
                    ctx.flush();
                }
            }
        });
        channel.pipeline().addLast(carrier);
        carrier.install(ends, () -> Long.MAX_VALUE);
    }

    @AfterEach
    void close() throws IOException {
        channel.finishAndReleaseAll();
        file.close();
    }

    private void hear() {
        deaf = false;
        channel.flush();
        channel.runPendingTasks();
    }

    private void send() {
        carrier.sendBody(new Watched(), IntervalSet.of(0, SIZE), () -> Long.MAX_VALUE);
        channel.runPendingTasks();
    }

    @Test
    void theTailIsNotReadWhileARegionBeforeItIsUnsent() {
        send();
        assertEquals(0, reads);
        hear();
        assertTrue(reads > 0);
        assertTrue(ends.sent);
        assertEquals(SIZE, ends.bytes);
        assertTrue(channel.readOutbound() instanceof DefaultFileRegion);
    }

    @Test
    void aFileThatChangesWhileItsLastRegionIsUnsentIsNotToldAsSent() {
        send();
        changed = true;
        hear();
        assertFalse(ends.sent);
        assertTrue(ends.failed instanceof PayloadChangedException, () -> "" + ends.failed);
    }

    /** A file whose reads are counted and fail once it has changed. */
    private final class Watched implements Payload {
        @Override
        public PayloadInfo info() {
            return PayloadInfo.named("file").size(SIZE);
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            reads++;
            if (changed) {
                throw new PayloadChangedException("it has changed");
            }
            return file.read(into, position);
        }

        @Override
        public Optional<FileChannel> channel() {
            return Optional.of(file);
        }

        @Override
        public CompletionStage<Digest> digest(String algorithm) {
            return new CompletableFuture<>();
        }

        @Override
        public void close() {}
    }

    /** What is told of the body. */
    private static final class Ends implements Machine {
        private boolean sent;
        private Exception failed;
        private long bytes;

        @Override
        public void onBytes(Inflow in, long nowNs) {}

        @Override
        public void onBodyProgress(long more, long nowNs) {
            bytes += more;
        }

        @Override
        public void onBodySent(long nowNs) {
            sent = true;
        }

        @Override
        public void onBodyFailed(Exception cause, long nowNs) {
            failed = cause;
        }

        @Override
        public void onClosed(boolean orderly, String why, long nowNs) {}

        @Override
        public void onTick(long nowNs) {}
    }
}
