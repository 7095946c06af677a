package dtp.transport.tcp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.transport.Peer;
import dtp.api.transport.RefusedException;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.tcp.machine.Inflow;
import dtp.transport.tcp.machine.Machine;
import dtp.transport.tcp.machine.ServerMachine;
import dtp.transport.tcp.machine.ServerSettings;
import dtp.transport.tcp.wire.Codes;
import dtp.transport.tcp.wire.FirstMessage;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that sends more than was asked for, and one that asks and reads nothing: what they cost, and what their end leaves. */
class CarrierTest {
    private static final long NEVER_NS = TimeUnit.DAYS.toNanos(1);
    private static final long TICK_MS = 200;
    private static final int QUESTIONS = 2_000;
    private static final int ANSWER_BYTES = 35;
    private static final byte[] WORDS = {'D', 'U', 'T', 'F', 'E', 'X', 'R', 'H', 'W', 0, 1, 2};

    private final ScriptedServing serving = new ScriptedServing().holds("file", new byte[1_000]);
    private final EmbeddedChannel channel = new Turns();
    private final Deque<ByteBuf> received = new ArrayDeque<>();
    private int closings;
    private long acknowledged;
    private boolean deaf;

    /** Runs what waits one after the other, as a real loop does: inside each flush two thousand answers would take the stack. */
    private static final class Turns extends EmbeddedChannel {
        private boolean running;

        @Override
        public void runPendingTasks() {
            if (!running) {
                running = true;
                super.runPendingTasks();
                running = false;
            }
        }
    }

    private void serve(Executor readers, long idleTimeoutNs) {
        channel.freezeTime();
        channel.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext ctx) {
                if (!deaf) {
                    ctx.flush();
                }
            }
        });
        Carrier carrier = new Carrier(channel, readers, () -> acknowledged);
        channel.pipeline().addLast(carrier);
        ServerSettings settings = new ServerSettings(idleTimeoutNs, Long.MAX_VALUE);
        ServerMachine machine =
                new ServerMachine(carrier, serving, Peer.of("tcp", "test"), settings, System.nanoTime());
        carrier.install(new Watched(machine), () -> Long.MAX_VALUE);
    }

    /** Counts how often the end is told. */
    private final class Watched implements Machine {
        private final Machine machine;

        Watched(Machine machine) {
            this.machine = machine;
        }

        @Override
        public void onBytes(Inflow in, long nowNs) {
            machine.onBytes(in, nowNs);
        }

        @Override
        public void onBodyProgress(long bytes, long nowNs) {
            machine.onBodyProgress(bytes, nowNs);
        }

        @Override
        public void onBodySent(long nowNs) {
            machine.onBodySent(nowNs);
        }

        @Override
        public void onClosed(boolean orderly, String why, long nowNs) {
            closings++;
            machine.onClosed(orderly, why, nowNs);
        }

        @Override
        public void onBodyFailed(Exception cause, long nowNs) {
            machine.onBodyFailed(cause, nowNs);
        }

        @Override
        public void onInputEnd(long nowNs) {
            machine.onInputEnd(nowNs);
        }

        @Override
        public void onTick(long nowNs) {
            machine.onTick(nowNs);
        }
    }

    private void receive(byte[]... parts) {
        ByteBuf all = Unpooled.wrappedBuffer(parts).copy();
        received.add(all);
        channel.writeInbound(all);
    }

    private static byte[] first(byte op, String name) {
        return new FirstMessage(op, name, false).encode().array();
    }

    /** Asks for the digest of a file again and again, and reads no answer. */
    private void askAndNeverRead() {
        deaf = true;
        receive(new FirstMessage(Codes.DOWNLOAD, "file", true).encode().array());
        byte[] questions = new byte[QUESTIONS];
        Arrays.fill(questions, Codes.DIGEST);
        receive(questions);
    }

    @AfterEach
    void releaseWhatWasSent() {
        channel.finishAndReleaseAll();
    }

    private void assertNothingIsLeft() {
        channel.runPendingTasks();
        assertFalse(channel.isOpen());
        received.forEach(buffer -> assertEquals(0, buffer.refCnt(), "the buffer is given back"));
        assertEquals(1, closings, "the machine knows the end, its tick has ended");
        assertEquals(-1, channel.runScheduledPendingTasks(), "nothing is to run any more");
        assertEquals(0, serving.open());
        assertEquals(0, serving.receiving());
    }

    @ParameterizedTest
    @ValueSource(bytes = {Codes.DOWNLOAD, Codes.UPLOAD})
    void aByteBehindARequestThatIsRefusedIsGivenBack(byte op) {
        serving.refuse("no", RefusedException.Why.NOT_ALLOWED);
        serve(Runnable::run, NEVER_NS);
        receive(first(op, "no"), new byte[] {'x'});
        assertNothingIsLeft();
    }

    @Test
    void aByteBehindTheConfirmationOfABaseDownloadIsGivenBack() {
        serve(Runnable::run, NEVER_NS);
        receive(first(Codes.DOWNLOAD, "file"));
        receive(new byte[] {Codes.GO_ON, Codes.GO_ON});
        assertNothingIsLeft();
    }

    @Test
    void aByteInTheMiddleOfADownloadThatIsResetIsGivenBack() {
        serve(never -> {}, NEVER_NS);
        receive(first(Codes.DOWNLOAD, "file"));
        receive(new byte[] {Codes.GO_ON, Codes.GO_ON});
        channel.close().syncUninterruptibly();
        assertNothingIsLeft();
    }

    @Test
    void aByteInTheMiddleOfADownloadThatStandsStillIsGivenBackAfterTheIdleTimeout() {
        serve(never -> {}, 0);
        receive(first(Codes.DOWNLOAD, "file"));
        receive(new byte[] {Codes.GO_ON, Codes.GO_ON});
        tick();
        assertNothingIsLeft();
    }

    /** What {@code FakeLine} cannot see: the buffers, and the end of a connection that is held. */
    @RepeatedTest(200)
    void aFuzzedDialogueLeavesNothing(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        serve(random.nextBoolean() ? Runnable::run : never -> {}, NEVER_NS);
        deaf = random.nextInt(4) == 0;
        for (int request = 0; request < 3 && channel.isOpen(); request++) {
            byte op = random.nextBoolean() ? Codes.DOWNLOAD : Codes.UPLOAD;
            String name = random.nextBoolean() ? "file" : "new";
            byte[] more = new byte[random.nextInt(40)];
            for (int i = 0; i < more.length; i++) {
                more[i] = WORDS[random.nextInt(WORDS.length)];
            }
            receive(new FirstMessage(op, name, random.nextBoolean()).encode().array(), more);
        }
        channel.close().syncUninterruptibly();
        assertNothingIsLeft();
    }

    @Test
    void whoAsksAndNeverReadsIsHeardNoFurtherThanItsAnswersHaveRoom() {
        serve(Runnable::run, NEVER_NS);
        askAndNeverRead();
        long waiting = channel.unsafe().outboundBuffer().totalPendingWriteBytes();
        assertTrue(waiting <= 2L * channel.config().getWriteBufferHighWaterMark(), () -> waiting + " bytes wait");
        assertFalse(channel.config().isAutoRead(), "no more is read");
    }

    @Test
    void whatIsReceivedHoldsItsWholeBuffer() {
        ByteBuf buffer = Unpooled.buffer(1 << 20).writeZero(20 << 10);
        assertEquals(1 << 20, new Arrived(buffer, buffer.nioBuffer()).heldBytes());
        buffer.release();
    }

    @Test
    void aPayloadWithoutMemoryToReadItEndsTheConnectionAtOnce() {
        channel.config().setAllocator(new NoMemory());
        serve(
                task -> {
                    try {
                        task.run();
                    } catch (OutOfMemoryError e) {
                        // as in a thread that may block: nobody hears of it
                    }
                },
                NEVER_NS);
        receive(first(Codes.DOWNLOAD, "file"));
        receive(new byte[] {Codes.GO_ON});
        assertNothingIsLeft();
    }

    /** Has no direct memory. */
    private static final class NoMemory extends AbstractByteBufAllocator {
        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return Unpooled.buffer(initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("none left");
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    @Test
    void allIsAnsweredWhenTheAnswersAreReadAtLast() {
        serve(Runnable::run, NEVER_NS);
        askAndNeverRead();
        deaf = false;
        channel.flush();
        channel.runPendingTasks();
        long answered = channel.outboundMessages().stream()
                .mapToLong(sent -> ((ByteBuf) sent).readableBytes())
                .filter(bytes -> bytes == ANSWER_BYTES)
                .count();
        assertEquals(QUESTIONS, answered);
        assertTrue(channel.config().isAutoRead());
    }

    private void tick() {
        channel.advanceTimeBy(TICK_MS, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void whoStillTakesWhatTheKernelHoldsIsNotSilent() {
        serve(Runnable::run, 0);
        receive(new FirstMessage(Codes.DOWNLOAD, "file", true).encode().array());
        for (int looks = 0; looks < 10; looks++) {
            acknowledged++;
            tick();
            assertTrue(channel.isOpen());
        }
        tick();
        assertNothingIsLeft();
    }

    @Test
    void whoNeverReadsIsGoneAMomentAfterTheIdleTimeout() {
        serve(Runnable::run, 0);
        askAndNeverRead();
        tick();
        assertTrue(channel.isOpen(), "what was sent is given a moment");
        channel.advanceTimeBy(10, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertNothingIsLeft();
    }
}
