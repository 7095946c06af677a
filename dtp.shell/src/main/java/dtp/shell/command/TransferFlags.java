package dtp.shell.command;

import dtp.api.TransferOptions;
import dtp.shell.text.Quantity;
import java.time.Duration;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a transfer is to be made, as get, put and resume take it. Filled by picocli. */
final class TransferFlags {
    @Option(
            names = {"-t", "--throughput"},
            paramLabel = "BYTES/S|auto",
            description = "rate asked for, with K, M or G; auto: found by itself, whatever the profile says")
    String throughput;

    @Option(
            names = {"-m", "--mtu"},
            paramLabel = "MTU",
            description = "bytes of a data packet (default: the peer's profile, else 256, which is safe)")
    Integer mtu;

    @Option(
            names = {"-T", "--timeout"},
            paramLabel = "SECONDS",
            description = "silence that ends a request (default: 10)")
    Double timeoutS;

    @Option(names = "--wait", description = "go on by itself when the contact is back, however long that takes")
    boolean waits;

    @Option(names = "--connections", paramLabel = "N", description = "requests at once, as far as the peer allows it")
    Integer connections;

    @Mixin
    SurvivalFlag survival = new SurvivalFlag();

    boolean nothingIsSaid() {
        return throughput == null
                && mtu == null
                && timeoutS == null
                && !waits
                && connections == null
                && survival.durability == null;
    }

    /** What is said here, each option behind a blank. */
    String again() {
        StringBuilder options = new StringBuilder();
        if (throughput != null) {
            options.append(" -t ").append(Words.quoted(throughput));
        }
        if (mtu != null) {
            options.append(" -m ").append(mtu);
        }
        if (timeoutS != null) {
            options.append(" -T ").append(timeoutS);
        }
        if (waits) {
            options.append(" --wait");
        }
        if (connections != null) {
            options.append(" --connections ").append(connections);
        }
        if (survival.durability != null) {
            options.append(" --durability ").append(survival.durability);
        }
        return options.toString();
    }

    /** {@code base} with what is said here. @throws CommandException with wrong usage */
    TransferOptions over(TransferOptions base) throws CommandException {
        TransferOptions.Builder b = base.with();
        try {
            if (throughput != null) {
                OptionalLong rate = Quantity.rate(throughput);
                rate.ifPresentOrElse(b::throughputBytesPerSecond, b::findThroughput);
            }
            if (mtu != null) {
                b.mtu(mtu);
            }
            if (timeoutS != null) {
                if (!(timeoutS <= Integer.MAX_VALUE)) {
                    throw new IllegalArgumentException("-T " + timeoutS + " is too long");
                }
                b.idleTimeout(Duration.ofMillis((long) (timeoutS * 1_000)));
            }
            if (connections != null) {
                b.connections(connections);
            }
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
        survival.level().ifPresent(b::durability);
        return (waits ? b.waitForContact(true) : b).build();
    }
}
