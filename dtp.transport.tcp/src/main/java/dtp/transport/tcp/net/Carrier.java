package dtp.transport.tcp.net;

import dtp.api.interval.IntervalSet;
import dtp.api.payload.Payload;
import dtp.transport.tcp.machine.Line;
import dtp.transport.tcp.machine.Machine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLHandshakeException;

/** One connection, and the machine that it carries now; none while it waits for the next request. Its event loop calls. */
@SuppressWarnings("FutureReturnValueIgnored") // failures come back through the pipeline or a listener
final class Carrier extends ChannelInboundHandlerAdapter implements Line {
    private static final long TICK_MS = 200;
    private static final long CLOSE_WITHIN_S = 5;

    private final Channel channel;
    private final Executor readers;
    private final LowWaterMark lowWaterMark;
    private final ReadLimit readLimit;
    private final Acknowledged acknowledged;
    private final Deque<ByteBuf> pending = new ArrayDeque<>();
    private Machine machine;
    private BodySender sender;
    private ScheduledFuture<?> tick;
    private boolean paused;
    private boolean draining;
    private boolean unflushed;
    private boolean flushing;
    private boolean gone;
    private boolean discarding;
    private boolean inputEnded;
    private String broken;
    private String distrust;
    private long movedBytes;

    Carrier(Channel channel, Executor readers) {
        this(channel, readers, () -> Acknowledged.bytes(channel));
    }

    /** @param acknowledgedBytes by the other side so far */
    Carrier(Channel channel, Executor readers, LongSupplier acknowledgedBytes) {
        this.channel = channel;
        acknowledged = new Acknowledged(acknowledgedBytes);
        lowWaterMark = new LowWaterMark(channel);
        readLimit = new ReadLimit(channel, this::onReadLimit);
        this.readers = readers;
        Unsent.limit(channel);
    }

    Channel channel() {
        return channel;
    }

    /** How much is read at once, by the rate of the machine that it carries. */
    RecvByteBufAllocator readSizes(int mostBytes) {
        return readLimit.sizes(mostBytes);
    }

    /** Bytes of both directions so far. */
    long movedBytes() {
        return movedBytes;
    }

    boolean isUsable() {
        return !gone && !discarding && channel.isActive() && pending.isEmpty();
    }

    /** From now on this machine owns the connection; null: nobody does, and bytes that come end it. */
    void install(Machine next, LongSupplier bytesPerSecondRead) {
        machine = next;
        lowWaterMark.expect(0);
        readLimit.begin(bytesPerSecondRead);
        paused = false;
        if (next != null && tick == null) {
            tick = channel.eventLoop().scheduleAtFixedRate(this::onTick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        } else if (next == null && tick != null) {
            tick.cancel(false);
            tick = null;
        }
        reading();
    }

    private void onTick() {
        if (machine != null && !readLimit.isWaiting()) {
            long nowNs = System.nanoTime();
            if (acknowledged.grew()) {
                machine.onBodyProgress(0, nowNs); // by the kernels alone
            }
            machine.onTick(nowNs);
            flush();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (machine == null) {
            bytes.release();
            channel.close(); // nobody asked for anything
            return;
        }
        movedBytes += bytes.readableBytes();
        readLimit.came(bytes.readableBytes());
        lowWaterMark.came(bytes.readableBytes(), System.nanoTime());
        pending.add(bytes);
        drain();
    }

    /** Whoever waits for its own limit does not wait for the peer. */
    private void onReadLimit() {
        if (machine != null && !readLimit.isWaiting()) {
            machine.onBodyProgress(0, System.nanoTime());
        }
        reading();
    }

    private void reading() {
        channel.config().setAutoRead(!paused && !readLimit.isWaiting() && !isChoked());
    }

    /** The peer does not read its answers: it is to take them before it asks for more. What a payload waits for is no answer. */
    private boolean isChoked() {
        return sender == null && !gone && !channel.isWritable();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        reading();
        if (!pending.isEmpty()) {
            later(nowNs -> drain()); // not from within a write of the machine
        }
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        while (!pending.isEmpty() && (discarding || !paused && !isChoked())) {
            ByteBuf bytes = pending.peek();
            ByteBuffer data = bytes.nioBuffer();
            int before = data.position();
            if (machine != null && !discarding) {
                machine.onBytes(new Arrived(bytes, data), System.nanoTime());
            }
            bytes.skipBytes(data.position() - before);
            if (!bytes.isReadable() || !paused) {
                pending.poll().release(); // what a machine leaves without a pause, nobody wants
            }
        }
        draining = false;
        flushSoon();
        if (gone && pending.isEmpty()) {
            tellClosed();
        } else if (inputEnded && pending.isEmpty() && !discarding) {
            inputEnded = false;
            tellInputEnd();
        }
    }

    private void tellInputEnd() {
        if (machine == null) {
            channel.close();
        } else {
            machine.onInputEnd(System.nanoTime());
        }
    }

    /** The machine takes nothing more, whatever it waited for: no byte that it left may stand before the end. */
    private void discard() {
        discarding = true;
        paused = false;
        reading();
        drain();
    }

    private void tellClosed() {
        Machine last = machine;
        machine = null;
        if (tick != null) {
            tick.cancel(false);
            tick = null;
        }
        if (last != null) {
            last.onClosed(broken == null, broken == null ? "closed by the other side" : broken, System.nanoTime());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            drain(); // as with the whole end: first the bytes that came before it
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone = true;
        if (sender != null) {
            stopSender();
            discard(); // a machine that sends reads on when all is sent, which will not be
        } else {
            drain(); // the end is told when the bytes that came before it are taken
        }
    }

    /** Why the two sides do not trust each other, or one of them speaks no TLS; null unless that ended the connection. */
    String distrust() {
        return distrust;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable inner = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (inner instanceof SSLHandshakeException || inner instanceof NotSslRecordException) {
            distrust = String.valueOf(inner.getMessage());
        }
        fail(String.valueOf(cause.getMessage()));
    }

    void fail(String why) {
        broken = broken == null ? why : broken;
        channel.close();
    }

    /** Behind what waits to be done: the next request of this connection may go out with the end of the last one. */
    void flushSoon() {
        if (unflushed && !flushing) {
            flushing = true;
            later(nowNs -> flushing = false); // which flushes
        }
    }

    private void flush() {
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    @Override
    public void send(ByteBuffer message) {
        channel.write(Unpooled.wrappedBuffer(message), channel.voidPromise());
        unflushed = true;
    }

    @Override
    public void sendBody(Payload payload, IntervalSet ranges, LongSupplier bytesPerSecond) {
        flush();
        sender = new BodySender(this, payload, ranges, bytesPerSecond);
        reading();
        sender.pump();
    }

    Executor readers() {
        return readers;
    }

    void bodyProgress(long bytes) {
        movedBytes += bytes;
        if (machine != null) {
            machine.onBodyProgress(bytes, System.nanoTime());
        }
    }

    void bodySent() {
        sender = null;
        if (machine != null) {
            machine.onBodySent(System.nanoTime());
            flush();
        }
    }

    /** Not the peer's fault: the machine knows what to say of it. */
    void bodyFailed(Exception cause) {
        if (machine != null) {
            machine.onBodyFailed(cause, System.nanoTime());
        }
        abort();
    }

    private void stopSender() {
        if (sender != null) {
            sender.stop();
            sender = null;
        }
    }

    @Override
    public void expect(long bytes) {
        lowWaterMark.expect(bytes);
    }

    @Override
    public void pause() {
        paused = !discarding;
        reading();
    }

    @Override
    public void resume() {
        paused = false;
        reading();
        drain();
    }

    @Override
    public void close() {
        if (sender != null) {
            abort();
            return;
        }
        unflushed = false;
        ChannelFuture through = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        if (!through.isDone()) { // nor is it, for ever, where the peer does not read
            ScheduledFuture<?> late = channel.eventLoop().schedule(this::abort, CLOSE_WITHIN_S, TimeUnit.SECONDS);
            channel.closeFuture().addListener(closed -> late.cancel(false));
        }
        discard();
    }

    @Override
    public void abort() {
        stopSender();
        guard(true);
        ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
        if (tls == null) {
            channel.close();
        } else {
            tls.close(); // below it: its goodbye would wait for a peer that does not read
        }
        discard();
    }

    @Override
    public void guard(boolean holds) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, holds ? 0 : -1); // 0: a reset instead of an end
        }
    }

    @Override
    public void later(LongConsumer task) {
        try {
            channel.eventLoop().execute(() -> {
                task.accept(System.nanoTime());
                flush();
            });
        } catch (RejectedExecutionException e) {
            task.accept(System.nanoTime()); // the loops have ended: nobody else calls any more
        }
    }
}
