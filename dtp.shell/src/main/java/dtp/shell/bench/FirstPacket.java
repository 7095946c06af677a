package dtp.shell.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.List;

/** How long it takes from the start of a process to its first packet on the wire, in seconds. Used on the command's thread. */
final class FirstPacket implements Measurement {
    private static final int PATIENCE_MS = 30_000;

    private final Workplace place;

    FirstPacket(Workplace place) {
        this.place = place;
    }

    @Override
    public Sample measure() throws IOException {
        int[] ports = Workplace.freeUdpPorts(2);
        try (DatagramSocket socket = new DatagramSocket(ports[0], InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(PATIENCE_MS);
            List<String> args = List.of(
                    "get",
                    "csp://10/3",
                    "-o",
                    place.path("first").toString(),
                    "-q",
                    "--standalone",
                    "--home",
                    place.path("f").toString(),
                    "--csp-address",
                    "11",
                    "--csp-link",
                    "udp://" + ports[1] + "@127.0.0.1:" + ports[0]);
            long start = System.nanoTime();
            try (Child get = place.dtp("first", List.of(), args)) {
                socket.receive(new DatagramPacket(new byte[64], 64));
                double seconds = (System.nanoTime() - start) / 1e9;
                get.sample();
                return Sample.of(seconds, get.cost());
            }
        } finally {
            Files.deleteIfExists(place.path("first.dtp"));
            Files.deleteIfExists(place.path("first.part"));
        }
    }
}
