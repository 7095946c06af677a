package dtp.shell.command;

import dtp.api.TransferOptions.Durability;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What received bytes are to survive. Filled by picocli. */
final class SurvivalFlag {
    @Option(
            names = "--durability",
            paramLabel = "power-cut|process",
            description =
                    "what received bytes survive (default: power-cut). process: the end of this program only; faster,"
                            + " and no digest is made that nobody compares")
    String durability;

    /** @throws CommandException with wrong usage */
    Optional<Durability> level() throws CommandException {
        if (durability == null) {
            return Optional.empty();
        }
        return switch (durability) {
            case "power-cut" -> Optional.of(Durability.POWER_CUT);
            case "process" -> Optional.of(Durability.PROCESS);
            default -> throw CommandException.usage("--durability is power-cut or process, not " + durability);
        };
    }
}
