package dtp.csp.node;

import dtp.api.link.CspLink;
import dtp.api.link.CspLinkReceiver;
import dtp.api.link.CspLinkSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * CSP over UDP as the C implementation does it (csp-dtp.md §1): one datagram is one packet, the socket is not connected, the
 * sender's address is not checked. A thread of its own receives, and binds the port again and again while it is taken; the
 * node's thread sends.
 */
public final class UdpLink implements CspLink {
    /** csp-dtp.md §9: the kernel's default loses above 5 MB/s. */
    public static final int DEFAULT_BUFFER_BYTES = 8 << 20;

    private static final int MAX_DATAGRAM_BYTES = 65_535;
    private static final long RETRY_MS = 1_000;

    private final UdpAddress address;
    private final int bufferBytes;
    private final int maxFrameBytes;
    private final CspLinkReceiver receiver;
    private final Consumer<String> log;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    private volatile Socket socket;
    private boolean saidSmallBuffer;
    private String lastState = "";
    private SocketAddress lastSender;
    private boolean lastSenderIsPeer;

    /** An open socket, and where packets go. */
    private record Socket(DatagramChannel channel, Selector selector, InetSocketAddress peer) {}

    /**
     * Opens the link; returns at once.
     *
     * @param log told what an operator should know, such as a buffer that the kernel does not give
     * @throws IllegalArgumentException when the text is not {@code LOCALPORT@PEERHOST:PEERPORT[?rcvbuf=BYTES]}
     */
    public UdpLink(CspLinkSettings settings, CspLinkReceiver receiver, Consumer<String> log) {
        LinkText text = LinkText.parse(settings.text()).knowing(Set.of("rcvbuf"));
        address = UdpAddress.parse(text.address());
        bufferBytes = text.number("rcvbuf", DEFAULT_BUFFER_BYTES, 1_024, 1 << 30);
        maxFrameBytes = settings.maxFrameBytes();
        this.receiver = receiver;
        this.log = log;
        thread = new Thread(this::run, "dtp-csp-udp-" + address.localPort());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean send(int nextHop, ByteBuffer frame) {
        Socket open = socket;
        if (open == null) {
            return false;
        }
        try {
            return open.channel().send(frame, open.peer()) > 0;
        } catch (IOException e) {
            // no network for the moment, or a peer that is not there: as if lost on the way
            return false;
        }
    }

    /** The port that is bound, 0: none yet. */
    int localPort() {
        Socket open = socket;
        return open == null ? 0 : open.channel().socket().getLocalPort();
    }

    private void run() {
        while (closing.getCount() > 0) {
            try (DatagramChannel channel = DatagramChannel.open();
                    Selector selector = Selector.open()) {
                InetSocketAddress peer = bind(channel);
                channel.register(selector, SelectionKey.OP_READ);
                socket = new Socket(channel, selector, peer);
                state(true, "port " + localPort() + " to " + address.peerHost() + ':' + address.peerPort());
                receiveUntilClosed(channel, selector);
            } catch (BindException e) {
                state(false, "UDP port " + address.localPort() + " is taken by another program; trying on");
            } catch (IOException e) {
                state(false, "UDP port " + address.localPort() + ": " + e.getMessage() + "; trying on");
            } finally {
                socket = null;
            }
            await();
        }
    }

    private InetSocketAddress bind(DatagramChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, bufferBytes);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, bufferBytes);
        int given = channel.getOption(StandardSocketOptions.SO_RCVBUF);
        if (given < bufferBytes && !saidSmallBuffer) {
            saidSmallBuffer = true;
            log.accept("UDP port " + address.localPort() + ": the kernel gives a receive buffer of " + given
                    + " bytes, not " + bufferBytes + "; above 5 MB/s packets may be lost (sysctl net.core.rmem_max)");
        }
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getByName(address.peerHost()), address.peerPort());
        channel.bind(new InetSocketAddress(address.localPort()));
        channel.configureBlocking(false);
        return peer;
    }

    private void receiveUntilClosed(DatagramChannel channel, Selector selector) throws IOException {
        while (closing.getCount() > 0) {
            selector.select();
            selector.selectedKeys().clear();
            SocketAddress sender = receive(channel);
            while (sender != null) {
                checkSender(sender);
                sender = receive(channel);
            }
        }
    }

    /** One datagram, handed over; null: there is none. */
    private SocketAddress receive(DatagramChannel channel) throws IOException {
        datagram.clear();
        SocketAddress sender = channel.receive(datagram);
        if (sender != null) {
            datagram.flip();
            if (datagram.remaining() > maxFrameBytes) {
                receiver.rejected("over-long");
            } else {
                receiver.frame(datagram);
            }
        }
        return sender;
    }

    /** Packets of others are taken, as the C nodes do, but counted: the channel gives the same object for the same sender. */
    private void checkSender(SocketAddress sender) {
        if (sender != lastSender) {
            lastSender = sender;
            lastSenderIsPeer = sender.equals(socket.peer());
        }
        if (!lastSenderIsPeer) {
            receiver.rejected("from another host or port");
        }
    }

    private void state(boolean up, String why) {
        if (closing.getCount() > 0 && !why.equals(lastState)) {
            lastState = why;
            receiver.state(up, why);
        }
    }

    private void await() {
        try {
            if (closing.await(RETRY_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        Socket open = socket;
        if (open != null) {
            open.selector().wakeup();
        }
        try {
            // longer only while the name service is asked for the peer
            thread.join(RETRY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
