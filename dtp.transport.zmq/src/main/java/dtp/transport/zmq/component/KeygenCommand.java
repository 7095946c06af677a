package dtp.transport.zmq.component;

import dtp.api.transport.TransportCommand;
import dtp.transport.zmq.net.Curve;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code dtp keygen FILE}: keys for ZeroMQ's CURVE. On the command's thread. */
@Component(property = TransportCommand.NAME + "=keygen")
public final class KeygenCommand implements TransportCommand {
    @Override
    public String help() {
        return """
                dtp keygen FILE
                Makes a key pair for ZeroMQ's CURVE. FILE, which only you can read, is what curve.key.file names; the public
                key that is printed goes to the other side, into curve.allowed of a server or curve.servers of a client.""";
    }

    @Override
    public int run(List<String> args, Path directory, Path config, PrintStream out, PrintStream err) {
        if (args.size() != 1 || args.get(0).startsWith("-")) {
            err.println("dtp: keygen takes the name of the file to make");
            return 2;
        }
        Path file = directory.resolve(args.get(0));
        String certificate = Curve.newCertificate();
        try {
            KeyFile.write(file, certificate);
        } catch (FileAlreadyExistsException e) {
            err.println("dtp: " + file + " is there already; nothing was changed");
            return 1;
        } catch (IOException e) {
            err.println("dtp: " + file + " cannot be made (" + e + "); nothing was changed");
            return 1;
        }
        out.println(Curve.publicKey(certificate));
        return 0;
    }
}
