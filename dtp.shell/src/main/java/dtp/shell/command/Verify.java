package dtp.shell.command;

import dtp.api.VerificationReport;
import dtp.api.VerificationReport.Outcome;
import dtp.api.payload.Digest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtp verify}: reads a file back and compares it with what is known of it. */
@CommandLine.Command(
        name = "verify",
        description = "Read a file back and compare it with the digest that is known of it.")
final class Verify extends Command {
    @Parameters(paramLabel = "FILE", description = "as given to get")
    String name;

    @Option(names = "--digest", paramLabel = "sha256:HEX", description = "compare with this as well")
    String digest;

    @Override
    Place place() {
        return Place.HERE;
    }

    @Override
    int run(Invocation in) throws CommandException {
        Optional<Digest> wanted = Words.digest(digest);
        Path file = Sought.withoutSuffix(in.console().file(name));
        VerificationReport report = report(in, file);
        boolean differs = wanted.isPresent()
                && report.computed().isPresent()
                && !report.computed().equals(wanted);
        boolean equal = wanted.isPresent() && report.computed().equals(wanted);
        int exit = differs ? Exit.FAILED : exit(report.outcome(), equal);
        if (common.json) {
            in.events().event("verified", g -> {
                g.writeStringField("file", file.toString());
                g.writeStringField("outcome", report.outcome().name());
                g.writeNumberField("bytes", report.bytes());
                if (report.computed().isPresent()) {
                    g.writeStringField("computed", report.computed().get().toString());
                }
                if (report.expected().isPresent()) {
                    g.writeStringField("expected", report.expected().get().toString());
                }
                g.writeStringField("text", report.text());
                g.writeNumberField("exit", exit);
            });
            return exit;
        }
        in.say(report.text());
        if (differs) {
            in.tell(file + " has " + report.computed().get() + ", not " + wanted.get());
        } else if (exit == Exit.COMPLETE) {
            boolean compared = equal || report.outcome() == Outcome.VERIFIED;
            String computed = report.computed().map(Digest::toString).orElse("");
            in.say(compared ? "verified " + computed : "not verified: no digest is known; the file has " + computed);
        }
        return exit;
    }

    private static int exit(Outcome outcome, boolean equalsTheWanted) {
        return switch (outcome) {
            case VERIFIED -> Exit.COMPLETE;
            case MISMATCH -> Exit.FAILED;
            case NO_DIGEST_KNOWN -> Exit.COMPLETE;
            case INCOMPLETE -> equalsTheWanted ? Exit.COMPLETE : Exit.RESUMABLE;
        };
    }

    private static VerificationReport report(Invocation in, Path file) throws CommandException {
        CompletableFuture<VerificationReport> report =
                in.sessions().verify(file).toCompletableFuture();
        in.interrupt().await(report, Long.MAX_VALUE);
        if (!report.isDone()) {
            throw CommandException.failed("interrupted; nothing was changed");
        }
        try {
            return report.join();
        } catch (CompletionException | CancellationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw CommandException.failed(String.valueOf(cause.getMessage()), cause);
        }
    }
}
