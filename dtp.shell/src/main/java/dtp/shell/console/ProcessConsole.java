package dtp.shell.console;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The console of this process. Called once, on the main thread. */
public final class ProcessConsole {
    private static final int USUAL_COLUMNS = 80;
    private static final long STTY_TIMEOUT_MS = 500;

    private ProcessConsole() {}

    public static Console open(Interrupt interrupt) {
        boolean unicode = nativeCharset().equals(StandardCharsets.UTF_8);
        Charset charset = unicode ? StandardCharsets.UTF_8 : nativeCharset();
        return new Console(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, charset),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, charset),
                isTerminal() ? columns() : 0,
                unicode,
                Path.of("").toAbsolutePath(),
                interrupt);
    }

    private static Charset nativeCharset() {
        try {
            return Charset.forName(System.getProperty("native.encoding", "US-ASCII"));
        } catch (IllegalArgumentException e) {
            return StandardCharsets.US_ASCII;
        }
    }

    /** Standard error, which the JDK does not tell: System.console() is about input and output. */
    private static boolean isTerminal() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // lines instead of a bar are right everywhere
        }
    }

    private static int columns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(STTY_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                stty.destroy();
                return USUAL_COLUMNS;
            }
            String said = new String(stty.getInputStream().readNBytes(32), StandardCharsets.US_ASCII);
            int columns = Integer.parseInt(said.strip().split(" ")[1]);
            return columns > 0 ? columns : USUAL_COLUMNS;
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return USUAL_COLUMNS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL_COLUMNS;
        }
    }
}
