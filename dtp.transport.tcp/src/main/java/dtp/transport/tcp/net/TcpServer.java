package dtp.transport.tcp.net;

import dtp.api.transport.Peer;
import dtp.api.transport.Serving;
import dtp.api.transport.TransportServer;
import dtp.transport.tcp.machine.ServerMachine;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Listens, and gives each connection its machine. Binds again every second while the port is taken. [T24] Any thread. */
@SuppressWarnings("FutureReturnValueIgnored") // failures come back through the pipeline or a listener
public final class TcpServer implements TransportServer, AutoCloseable {
    private static final long BIND_AGAIN_MS = 1_000;
    private static final int BACKLOG = 1_024;
    private static final int RECEIVE_BYTES = 256 << 10;
    private static final long WINDOW_LOOK_S = 10;

    private final Loops loops;
    private final Serving serving;
    private final Limits limits;
    private final Optional<Tls> tls;
    private final Guests guests;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private volatile Channel listening;
    private volatile String trouble = "not listening yet";
    private volatile boolean closed;

    public TcpServer(Loops loops, Serving serving, Limits limits, Optional<Tls> tls) {
        this.loops = loops;
        this.serving = serving;
        this.limits = limits;
        this.tls = tls;
        guests = new Guests(limits.maxConnections());
    }

    /** Binds in the background. */
    public void start() {
        loops.next().execute(this::bind);
    }

    private void bind() {
        if (closed) {
            return;
        }
        var binding = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true) // an upload is stored before this side closes
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(new InetSocketAddress(limits.host(), limits.port()));
        binding.addListener(bound -> {
            if (bound.isSuccess()) {
                channels.add(binding.channel());
                listening = binding.channel();
                if (closed) {
                    binding.channel().close();
                }
            } else {
                trouble = "cannot listen at " + address() + " (" + bound.cause().getMessage()
                        + "); trying again every second";
                again();
            }
        });
    }

    private void again() {
        try {
            loops.next().schedule(this::bind, BIND_AGAIN_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            trouble = "stopped";
        }
    }

    private void accept(Channel channel) {
        Carrier carrier = new Carrier(channel, loops.readers());
        if (!guests.enter(carrier, System.nanoTime())) {
            channel.close(); // accept and close at once
            return;
        }
        channels.add(channel);
        channel.closeFuture().addListener(gone -> guests.leave(carrier));
        channel.eventLoop().scheduleAtFixedRate(new Window(carrier), WINDOW_LOOK_S, WINDOW_LOOK_S, TimeUnit.SECONDS);
        if (tls.isPresent()) {
            channel.pipeline().addLast("tls", tls.get().server());
        }
        channel.pipeline().addLast("start", new Start(carrier)).addLast("carrier", carrier);
    }

    /** Looks after one connection's rate until it is gone. */
    private final class Window implements Runnable {
        private final Carrier carrier;

        Window(Carrier carrier) {
            this.carrier = carrier;
        }

        @Override
        public void run() {
            if (!carrier.channel().isOpen()) {
                throw new java.util.concurrent.CancellationException("the connection is gone");
            }
            guests.look(carrier, System.nanoTime());
        }
    }

    /** Gives the connection its machine when it is known who is at the other end. */
    private final class Start extends ChannelInboundHandlerAdapter {
        private final Carrier carrier;

        Start(Carrier carrier) {
            this.carrier = carrier;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) throws Exception {
            if (tls.isEmpty()) {
                install(ctx.channel(), Peer.of("tcp", text(ctx.channel())));
            }
            super.channelActive(ctx);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            if (event instanceof SslHandshakeCompletionEvent shaken) {
                if (shaken.isSuccess()) {
                    install(ctx.channel(), secured(ctx.channel()));
                } else {
                    ctx.close();
                }
            }
            super.userEventTriggered(ctx, event);
        }

        private void install(Channel channel, Peer peer) {
            carrier.install(
                    new ServerMachine(carrier, serving, peer, limits.each(), System.nanoTime()), () -> Long.MAX_VALUE);
            channel.pipeline().remove(this);
        }
    }

    private static Peer secured(Channel channel) {
        try {
            String name = channel.pipeline()
                    .get(SslHandler.class)
                    .engine()
                    .getSession()
                    .getPeerPrincipal()
                    .getName();
            return Peer.of("tcps", text(channel), name);
        } catch (SSLPeerUnverifiedException notAsked) {
            return Peer.of("tcps", text(channel));
        }
    }

    private static String text(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress a
                ? a.getAddress().getHostAddress() + ":" + a.getPort()
                : "unknown";
    }

    @Override
    public String scheme() {
        return tls.isPresent() ? "tcps" : "tcp";
    }

    @Override
    public String address() {
        return limits.host() + ":" + limits.port();
    }

    @Override
    public OptionalInt port() {
        Channel channel = listening;
        return channel != null && channel.isActive() && channel.localAddress() instanceof InetSocketAddress a
                ? OptionalInt.of(a.getPort())
                : OptionalInt.empty();
    }

    @Override
    public String text() {
        if (closed) {
            return "stopped";
        }
        int n = guests.count();
        return port().isPresent() ? "listening, " + n + (n == 1 ? " connection" : " connections") : trouble;
    }

    /** Every connection ends; what they held is suspended. */
    @Override
    public void close() {
        closed = true;
        channels.close();
    }
}
