package dtp.shell.command;

import dtp.api.contact.ContactPlan;
import dtp.path.relay.Relay;
import dtp.path.relay.RelayLine;
import dtp.path.relay.RelayText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtp relay}: stands between two programs and is the link that a pass will have. */
@CommandLine.Command(
        name = "relay",
        description = {
            "Pass UDP or TCP on as a bad link would: loss, delay, rate, contacts.",
            "",
            "  dtp relay udp 7001 127.0.0.1:7002 loss=3%% delay=300ms seed=7",
            "  dtp relay tcp 7001 127.0.0.1:7002 rate=1200 delay=300ms",
            "  dtp relay --plan pass.csv space: pair 9102@127.0.0.1:9002 9101@127.0.0.1:9001 loss=3%%",
            "  dtp relay --file links.conf",
            "",
            "Keys for both ways, or with ab. (towards TARGET) or ba. before them for one: loss, burst, delay, jitter, rate,"
                    + " queue, dup, reorder, corrupt, cut; for both only: seed, stammer. The README of dtp.path has them all."
        })
final class RelayCommand extends Command {
    private static final long LOOK_MS = 500;

    @Parameters(
            arity = "0..*",
            paramLabel = "LINK",
            description = "[NAME:] udp|tcp LISTEN TARGET [KEY=VALUE]..., or [NAME:] pair PORT@PEER PORT@PEER ...")
    List<String> words = List.of();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "links, one a line; what is changed in it while the relay runs holds at once")
    String file;

    @Option(
            names = "--plan",
            paramLabel = "CSV",
            description =
                    "contact plan (link,start,end,rate), read again when it changes; +seconds count from the start")
    String plan;

    @Option(names = "--for", paramLabel = "SECONDS", description = "end after so long (default: when interrupted)")
    Double forS;

    private Instant start;
    private long startNs;
    /** What told the last look whether the files were changed. */
    private String read;
    /** A link that could not be opened is tried again, and told once. */
    private String closed = "";

    @Override
    Place place() {
        return Place.HERE;
    }

    @Override
    int run(Invocation in) throws CommandException {
        if ((file == null) == words.isEmpty()) {
            throw CommandException.usage("give either one LINK or --file; dtp relay --help shows both");
        }
        if (forS != null && !(forS > 0 && forS < 1e9)) {
            throw CommandException.usage("--for is a number of seconds, not " + forS);
        }
        start = in.clock().instant();
        startNs = Relay.nowNs();
        List<RelayLine> lines;
        read = stamp(in);
        try {
            lines = lines(in);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        } catch (IOException e) {
            throw CommandException.failed(e);
        }
        try (Relay relay = Relay.open(lines)) {
            RelayReport.ready(in, relay.counters());
            watch(in, relay);
            RelayReport.end(in, relay.counters());
            return Exit.COMPLETE;
        } catch (IOException e) {
            throw CommandException.failed(e.getMessage() + "; is another program on that port?", e);
        }
    }

    /** Until it is to end. @throws CommandException when the relay ended before */
    void watch(Invocation in, Relay relay) throws CommandException {
        long endNs = forS == null ? Long.MAX_VALUE : startNs + (long) (forS * 1e9);
        while (!in.interrupt().isRaised() && Relay.nowNs() < endNs) {
            in.interrupt().await(Math.min(LOOK_MS, Math.max(1, (endNs - Relay.nowNs()) / 1_000_000)));
            if (relay.ended().isPresent()) {
                RelayReport.end(in, relay.counters());
                throw CommandException.failed("the relay ended by itself ("
                        + relay.ended().get() + "); nothing is passed on any more. The same dtp relay starts it again");
            }
            String now = stamp(in);
            if (!now.equals(read) || !closed.isEmpty()) {
                read = now;
                change(in, relay);
            }
        }
    }

    private void change(Invocation in, Relay relay) {
        List<RelayLine> lines;
        try {
            lines = lines(in);
        } catch (IllegalArgumentException | IOException e) {
            in.tell(e.getMessage() + "; the links stay as they were");
            return;
        }
        try {
            relay.change(lines);
            closed = "";
            in.tell("the links are as the files say now");
        } catch (IOException e) {
            if (!closed.equals(e.getMessage())) {
                in.tell(e.getMessage()
                        + "; what is named here is closed, and tried again twice a second. The other links are"
                        + " as the files say now");
            }
            closed = e.getMessage();
        }
    }

    private List<RelayLine> lines(Invocation in) throws IOException {
        ContactPlan contacts = plan == null ? ContactPlan.always() : contacts(in);
        if (file == null) {
            return List.of(RelayText.line(words, contacts));
        }
        try {
            return RelayText.file(text(in, file), contacts);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ", " + e.getMessage(), e);
        }
    }

    private ContactPlan contacts(Invocation in) throws IOException {
        try {
            return ContactPlan.parse(text(in, plan), start, startNs);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(plan + ", " + e.getMessage(), e);
        }
    }

    private static String text(Invocation in, String name) throws IOException {
        Path path = in.console().file(name);
        if (!Files.isReadable(path)) {
            throw new IOException(name + " cannot be read");
        }
        return Files.readString(path);
    }

    /** What tells that a file was changed. */
    private String stamp(Invocation in) {
        return stamp(in, file) + " " + stamp(in, plan);
    }

    private static String stamp(Invocation in, String name) {
        try {
            Path path = name == null ? null : in.console().file(name);
            return path == null ? "" : Files.getLastModifiedTime(path) + " " + Files.size(path);
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
