package dtp.shell.bench;

import java.io.IOException;
import java.util.List;

/** What a packet costs from socket to slab, with few and with many holes in the file. Used on the command's thread. */
public final class PathBenchmark implements Benchmark {
    private static final String PROGRAM = "dtp.bench.path.PacketPath";
    private static final long PATIENCE_MS = 180_000;
    private static final String FEW = "10";
    private static final String MANY = "100000";

    @Override
    public String name() {
        return "path";
    }

    @Override
    public String description() {
        return "CPU that a packet of 2 KB costs over CSP, from the socket to the slab, with few and with many holes";
    }

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        Workplace place = run.place();
        run.interleave(List.of(
                Row.ours("few", "a packet into one of 10 holes", "us", () -> measure(place, FEW))
                        .wanted(Wanted.less()),
                Row.ours("many", "a packet into one of 100 000 holes", "us", () -> measure(place, MANY))
                        .wanted(Wanted.less())
                        .against("few", 0.5)));
    }

    private static Sample measure(Workplace place, String holes) throws IOException, InterruptedException {
        int[] ports = Workplace.freeUdpPorts(2);
        String folder = place.directory().toString();
        String server = String.valueOf(ports[0]);
        String client = String.valueOf(ports[1]);
        try (Child serve = place.java("path-serve", PROGRAM, List.of("serve", folder, server, client))) {
            if (!serve.awaitEvent("ready", PATIENCE_MS)) {
                throw new IOException("the serving process did not start: " + serve.said());
            }
            try (Child get = place.java("path-get", PROGRAM, List.of("get", folder, holes, client, server))) {
                get.awaitSuccess("the get", PATIENCE_MS);
                return Sample.of(get.number("end", "microseconds"), serve.cost(), get.cost());
            }
        }
    }
}
