package dtp.shell.door;

import dtp.shell.console.Console;
import dtp.shell.console.Interrupt;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call through the door, container's side. {@link #run} on the call's thread, {@link #interrupt} on any. */
final class DoorCall {
    private static final Logger LOG = LoggerFactory.getLogger(DoorCall.class);

    private final InputStream in;
    private final OutputStream out;
    private final Closeable connection;
    private final Answerer answerer;
    private final Interrupt interrupt = new Interrupt();
    private final CountDownLatch ended = new CountDownLatch(1);

    DoorCall(InputStream in, OutputStream out, Closeable connection, Answerer answerer) {
        this.in = new BufferedInputStream(in);
        this.out = new BufferedOutputStream(out);
        this.connection = connection;
        this.answerer = answerer;
    }

    CountDownLatch ended() {
        return ended;
    }

    void interrupt() {
        interrupt.raise();
    }

    void run() {
        try (connection) {
            Frame first = Frame.read(in);
            if (first == null) {
                return;
            }
            if (first.type() != Frame.Type.ARGS) {
                throw new DoorException("expected a command, not " + first.type());
            }
            answer(Call.decode(first.body()));
        } catch (IOException e) {
            LOG.info("a command's client is gone: {}", e.getMessage());
        }
    }

    private void answer(Call call) throws IOException {
        LOG.info("command {}", call.args());
        Thread listener = new Thread(this::listen, "dtp-command-listener");
        listener.setDaemon(true);
        listener.start();
        Console console = new Console(
                stream(Frame.Type.OUT, call),
                stream(Frame.Type.ERR, call),
                call.columns(),
                call.unicode(),
                Path.of(call.directory()),
                interrupt);
        OptionalInt exit = answerer.answer(call.args(), console);
        console.out().flush();
        console.err().flush();
        synchronized (out) {
            if (exit.isPresent()) {
                new Frame(Frame.Type.EXIT, new byte[] {(byte) exit.getAsInt()}).write(out);
            } else {
                Frame.of(Frame.Type.DECLINE).write(out);
            }
        }
    }

    private PrintStream stream(Frame.Type type, Call call) {
        return new PrintStream(
                new BufferedOutputStream(new FrameStream(type, out)),
                true,
                call.unicode() ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII);
    }

    /** A client that is gone counts as an interrupt: nobody is there any more to see how it ends. */
    private void listen() {
        try {
            for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
                if (frame.type() == Frame.Type.INTERRUPT) {
                    interrupt.raise();
                }
            }
        } catch (IOException e) {
            LOG.debug("a command's client: {}", e.getMessage());
        }
        interrupt.raise();
    }
}
