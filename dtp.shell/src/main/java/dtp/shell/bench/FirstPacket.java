package dtp.shell.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/** How long it takes from the start of a process to its first packet on the wire. Used on the command's thread. */
public final class FirstPacket {
    private static final int PATIENCE_MS = 30_000;

    private FirstPacket() {}

    /** @return seconds */
    public static double seconds(Path directory) throws IOException {
        int[] ports = Pair.freePorts();
        try (DatagramSocket socket = new DatagramSocket(ports[0], InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(PATIENCE_MS);
            long start = System.nanoTime();
            List<String> args = List.of(
                    "get",
                    "csp://10/3",
                    "-o",
                    directory.resolve("first").toString(),
                    "--json",
                    "-q",
                    "--standalone",
                    "--home",
                    directory.resolve("f").toString(),
                    "--csp-address",
                    "11",
                    "--csp-link",
                    "udp://" + ports[1] + "@127.0.0.1:" + ports[0]);
            try (Child get = Child.start(directory, directory.resolve("first.log"), List.of(), args)) {
                socket.receive(new DatagramPacket(new byte[64], 64));
                get.sample();
                return (System.nanoTime() - start) / 1e9;
            }
        }
    }
}
