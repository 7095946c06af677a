package dtp.shell.command;

import dtp.api.Session;
import dtp.api.SessionStatus;
import dtp.api.TransferOptions;
import dtp.shell.text.Quantity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code dtp demo}: a download from a simulated satellite over a bad link, in this process, needing nothing else. */
@CommandLine.Command(
        name = "demo",
        description = "Download a file from a simulated satellite over a bad link and watch its holes fill.")
final class Demo extends Command {
    private static final int GENERATED_BYTES = 3_000_000;
    private static final long SEED = 3;
    private static final String PATH = "loss=0.05&delay=300ms&cut=5s..8s+13s..16s&seed=" + SEED;
    private static final int MTU = 1_024;
    private static final long LASTS_S = 15;
    private static final long LEAST_RATE = 50_000;
    private static final long MOST_RATE = 20_000_000;
    private static final long REDRAW_MS = 200;
    private static final long LINE_MS = 1_000;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "what the satellite serves (default: 3 MB made up)")
    String name;

    @Override
    Place place() {
        return Place.HERE;
    }

    @Override
    int run(Invocation in) throws CommandException {
        try (Rehearsal rehearsal = Rehearsal.prepare(in, "demo")) {
            Path payload = name == null
                    ? generated(rehearsal.directory())
                    : in.console().file(name);
            if (!Files.isRegularFile(payload)) {
                throw CommandException.failed(payload + " is no file that could be served");
            }
            long size = Files.size(payload);
            long rate = Math.max(LEAST_RATE, Math.min(MOST_RATE, size / LASTS_S));
            rehearsal.start(payload, PATH);
            explain(in, payload, size, rate);
            TransferOptions options = TransferOptions.builder()
                    .mtu(MTU)
                    .throughputBytesPerSecond(rate)
                    .idleTimeout(Duration.ofSeconds(2))
                    .waitForContact(true)
                    .build();
            Path received = rehearsal.directory().resolve("received");
            Session session = rehearsal.get(received, options);
            watch(in, session);
            return end(in, session, payload, received);
        } catch (IOException e) {
            throw CommandException.failed("the demonstration failed: " + e, e);
        }
    }

    private static Path generated(Path directory) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(GENERATED_BYTES);
        SplittableRandom random = new SplittableRandom(SEED);
        while (content.remaining() >= Long.BYTES) {
            content.putLong(random.nextLong());
        }
        return Files.write(directory.resolve("image.bin"), content.array());
    }

    private static void explain(Invocation in, Path payload, long size, long rate) {
        in.say("A satellite (csp://10) serves " + payload.getFileName() + ", " + Quantity.sizeText(size)
                + "; this ground station (csp://1) downloads it at " + Quantity.rateText(rate) + ".");
        in.say("The link loses 5 % of all packets, each way takes 300 ms, and the contact breaks twice, for 3 s.");
        in.say(
                "Each character of the map is 1/64 of the file: not here, in part, whole. What is lost is asked for again,");
        in.say("together with what is new; what is held is on disk, and would survive if this program were killed.");
    }

    private void watch(Invocation in, Session session) {
        CompletableFuture<SessionStatus> end = session.settled().toCompletableFuture();
        boolean draws = in.console().isTerminal() && !common.quiet && !common.json;
        DemoView view = new DemoView(in);
        while (!end.isDone() && !in.interrupt().isRaised()) {
            if (common.json) {
                view.event(session, "progress");
            } else if (draws) {
                view.redraw(session);
            } else if (!common.quiet) {
                view.line(session);
            }
            in.interrupt().await(end, draws ? REDRAW_MS : LINE_MS);
        }
        if (draws) {
            view.redraw(session);
        } else if (!common.json && !common.quiet) {
            view.line(session);
        }
    }

    private int end(Invocation in, Session session, Path payload, Path received) throws CommandException, IOException {
        SessionStatus status = session.status();
        if (in.interrupt().isRaised()) {
            session.cancel(false);
            in.interrupt().awaitAfterFirst(session.settled(), LINE_MS);
            throw CommandException.failed("interrupted; the demonstration leaves nothing behind");
        }
        if (Words.exit(status) != Exit.COMPLETE) {
            Words.unfinished(received, "", session.endpoints(), status).forEach(in::tell);
            return Exit.FAILED;
        }
        if (Files.mismatch(payload, received) != -1) {
            throw CommandException.failed("the received file differs from the one that was served");
        }
        if (common.json) {
            new DemoView(in).event(session, "end");
        }
        in.say("complete after " + status.rounds() + " requests; equal, byte by byte, to what the satellite has");
        in.say(Words.verified(status));
        return Exit.COMPLETE;
    }
}
