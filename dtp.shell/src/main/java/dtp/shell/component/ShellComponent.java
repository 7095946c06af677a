package dtp.shell.component;

import dtp.shell.CommandLine;
import dtp.shell.command.Program;
import dtp.shell.console.Interrupt;
import dtp.shell.console.ProcessConsole;
import java.time.InstantSource;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command line as a service. {@link #run} on the program's main thread, {@link #interrupt} on that of a signal. */
@Component(service = CommandLine.class)
public final class ShellComponent implements CommandLine {
    private final Interrupt interrupt = new Interrupt();
    private final Program program;

    @Activate
    public ShellComponent(BundleContext context, @Reference ConfigurationAdmin configurations) {
        program = new Program(new OsgiStation(context, configurations), InstantSource.system());
    }

    @Override
    public int run(List<String> args) {
        return program.run(args, ProcessConsole.open(interrupt));
    }

    @Override
    public void interrupt() {
        interrupt.raise();
        program.interrupted(interrupt.isRaisedTwice());
    }
}
