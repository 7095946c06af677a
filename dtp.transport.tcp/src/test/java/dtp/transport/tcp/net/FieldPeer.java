package dtp.transport.tcp.net;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A peer that knows the base protocol only, written as the field's is described (tcp.md "Base", "Rules"): blocking, one message at
 * a time, exact lengths, silent between them. The server's connections have a thread each.
 */
final class FieldPeer implements AutoCloseable {
    private static final int FIRST = 256;
    private static final int MARK_AT = 248;
    private static final byte[] MARK = {0, 'D', 'T', 'P', 'X'};

    final Map<String, byte[]> files = new ConcurrentHashMap<>();
    /** A download stands still before its last {@link #TAIL} bytes, goes on a little when this is counted down, and never ends. */
    volatile CountDownLatch stall;

    static final int TAIL = 8 << 20;
    static final int LITTLE = 1_000;

    private final ServerSocket listening;
    private final CountDownLatch ends = new CountDownLatch(1);
    private final AtomicInteger spun = new AtomicInteger();
    /** Not as the field's: a marked message is closed upon without an answer. */
    volatile boolean closesOnMarks;

    FieldPeer() throws IOException {
        this(0);
    }

    FieldPeer(int port) throws IOException {
        listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "field-peer");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listening.getLocalPort();
    }

    /** True when a marked upload has come, which makes the field's server spin for ever. */
    boolean hasSpun() {
        return spun.get() > 0;
    }

    /** Marked uploads so far. */
    int spun() {
        return spun.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] first = new byte[FIRST];
            in.readFully(first);
            int end = 1;
            while (end < FIRST && first[end] != 0) {
                end++;
            }
            String name = new String(first, 1, end - 1, StandardCharsets.UTF_8);
            boolean marked = Arrays.equals(Arrays.copyOfRange(first, MARK_AT, MARK_AT + MARK.length), MARK);
            if (marked && closesOnMarks) {
                return;
            }
            if (first[0] == 'D') {
                download(in, out, name);
            } else if (marked) {
                spun.incrementAndGet();
                ends.await();
            } else {
                upload(in, out, name);
            }
        } catch (IOException | InterruptedException e) {
            // the client is gone, or the test is over
        }
    }

    private void download(DataInputStream in, DataOutputStream out, String name)
            throws IOException, InterruptedException {
        byte[] content = files.get(name);
        byte[] answer = new byte[9];
        java.nio.ByteBuffer.wrap(answer)
                .put((byte) (content == null ? 'F' : 'T'))
                .putLong(content == null ? 0 : content.length);
        out.write(answer);
        if (content != null && in.readByte() == 'T') {
            if (stall == null) {
                out.write(content);
                return;
            }
            out.write(content, 0, content.length - TAIL);
            stall.await();
            out.write(content, content.length - TAIL, LITTLE);
            ends.await();
        }
    }

    private void upload(DataInputStream in, DataOutputStream out, String name) throws IOException {
        if (files.containsKey(name)) {
            out.write('F');
            return;
        }
        out.write('T');
        byte[] content = new byte[Math.toIntExact(in.readLong())];
        out.write('T');
        in.readFully(content);
        files.put(name, content);
    }

    private static byte[] first(char op, String name) {
        byte[] first = new byte[FIRST];
        first[0] = (byte) op;
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, first, 1, text.length);
        return first;
    }

    /** As the field's client downloads. @return null: refused */
    static byte[] get(int port, String name) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            socket.getOutputStream().write(first('D', name));
            byte status = in.readByte();
            byte[] content = new byte[Math.toIntExact(in.readLong())];
            if (status != 'T') {
                return null;
            }
            socket.getOutputStream().write('T');
            in.readFully(content);
            if (in.read() >= 0) {
                throw new IOException("more than the file came");
            }
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the field's client uploads: it closes right behind the last byte. @return false: refused */
    static boolean put(int port, String name, byte[] content) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            if (!begin(socket, name, content.length)) {
                return false;
            }
            socket.getOutputStream().write(content);
            socket.shutdownOutput();
            if (socket.getInputStream().read() >= 0) {
                throw new IOException("something came behind the last byte");
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An upload up to its first byte. @return false: refused */
    static boolean begin(Socket socket, String name, long size) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.write(first('U', name));
        if (in.readByte() != 'T') {
            return false;
        }
        out.writeLong(size);
        return in.readByte() == 'T';
    }

    @Override
    public void close() throws IOException {
        ends.countDown();
        listening.close();
    }
}
