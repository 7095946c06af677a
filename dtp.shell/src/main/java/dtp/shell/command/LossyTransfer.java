package dtp.shell.command;

import dtp.api.Session;
import dtp.api.TransferOptions;
import dtp.shell.bench.Measurement;
import dtp.shell.bench.Sample;
import dtp.shell.bench.Workplace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How long 10 MB at 2 MB/s take with 10 % loss, in seconds: in this process, because UDP of the kernel loses nothing that could be
 * counted on. Used on the command's thread.
 */
final class LossyTransfer implements Measurement, AutoCloseable {
    private static final long SIZE = 10_000_000;
    private static final long RATE = 2_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Invocation in;
    private Rehearsal rehearsal; // made at the first run

    LossyTransfer(Invocation in) {
        this.in = in;
    }

    @Override
    public Sample measure() throws IOException {
        try {
            if (rehearsal == null) {
                rehearsal = Rehearsal.prepare(in, "bench");
                rehearsal.start(payload(), "loss=0.1");
            }
            TransferOptions options = TransferOptions.builder()
                    .mtu(2_048)
                    .throughputBytesPerSecond(RATE)
                    .build();
            Path received = rehearsal.directory().resolve("received");
            long start = System.nanoTime();
            Session session = rehearsal.get(received, options);
            in.interrupt().await(session.settled(), PATIENCE.toMillis());
            double seconds = (System.nanoTime() - start) / 1e9;
            if (Words.exit(session.status()) != Exit.COMPLETE) {
                throw new IOException(
                        "a transfer with loss ended " + session.status().state() + " instead of complete");
            }
            Workplace.mustEqual(payload(), received);
            return Sample.of(seconds);
        } catch (CommandException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Path payload() throws IOException {
        return new Workplace(rehearsal.directory(), Path.of("")).payload(SIZE);
    }

    @Override
    public void close() {
        if (rehearsal != null) {
            rehearsal.close();
        }
    }
}
