package dtp.app.e2e;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A DEALER by hand, ZMTP 3.0 without security, that reads no answer but those it asks for. One daemon thread sends until the connection
 * ends.
 */
final class HostilePeer implements Closeable {
    private static final int GREETING = 64;
    private static final int MORE = 1;
    private static final int LONG = 2;
    private static final int COMMAND = 4;

    /** What is sent after the handshake, again and again or once. */
    interface Speech {
        void say(HostilePeer peer) throws IOException;
    }

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean over;

    HostilePeer(int port, Speech speech) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        out = new DataOutputStream(socket.getOutputStream());
        byte[] greeting = new byte[GREETING];
        greeting[0] = (byte) 0xff;
        greeting[9] = 0x7f;
        greeting[10] = 3;
        System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
        out.write(greeting);
        // what a DEALER says of itself
        byte[] ready = "\5READY\13Socket-Type\0\0\0\6DEALER".getBytes(StandardCharsets.ISO_8859_1);
        out.writeByte(COMMAND);
        out.writeByte(ready.length);
        out.write(ready);
        in = new DataInputStream(socket.getInputStream());
        in.readNBytes(GREETING + 1);
        in.readNBytes(in.readUnsignedByte()); // its READY: messages may follow
        Thread thread = new Thread(() -> run(speech), "hostile peer");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Speech speech) {
        try {
            speech.say(this);
        } catch (IOException e) {
            over = true; // the server has had enough of it, or the test has
        }
    }

    /** A short frame with others behind it. */
    HostilePeer frame(String text) throws IOException {
        return shortFrame(MORE, text);
    }

    /** A short frame that ends its message. */
    HostilePeer last(String text) throws IOException {
        return shortFrame(0, text);
    }

    private HostilePeer shortFrame(int flags, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeByte(flags);
        out.writeByte(bytes.length);
        out.write(bytes);
        sent.addAndGet(bytes.length);
        return this;
    }

    /** The frames of an answer. */
    List<String> answer() throws IOException {
        List<String> frames = new ArrayList<>();
        int flags;
        do {
            flags = in.readUnsignedByte();
            long length = (flags & LONG) == 0 ? in.readUnsignedByte() : in.readLong();
            String frame = new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
            if ((flags & COMMAND) == 0) {
                frames.add(frame);
            }
        } while ((flags & (MORE | COMMAND)) != 0);
        return frames;
    }

    /** The head of a long frame. */
    HostilePeer head(boolean more, long size) throws IOException {
        out.writeByte(LONG | (more ? MORE : 0));
        out.writeLong(size);
        return this;
    }

    HostilePeer zeros(int size) throws IOException {
        byte[] block = new byte[1 << 16];
        for (int left = size; left > 0; left -= block.length) {
            int length = Math.min(left, block.length);
            out.write(block, 0, length);
            sent.addAndGet(length);
        }
        return this;
    }

    /** Bytes that the network has taken so far. */
    long sent() {
        return sent.get();
    }

    /** Its connection has ended. */
    boolean isOver() {
        return over;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
