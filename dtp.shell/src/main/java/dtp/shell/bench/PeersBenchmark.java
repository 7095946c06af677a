package dtp.shell.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The packaged tools alone, beside the bare limit: what there is to beat on this machine. Used on the command's thread. */
public final class PeersBenchmark implements Benchmark {
    @Override
    public String name() {
        return "peers";
    }

    @Override
    public String description() {
        return "file movers of Linux distributions that are installed here, from page cache to a new file over the loopback";
    }

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        Workplace place = run.place();
        List<Row> rows = new ArrayList<>();
        rows.add(MachineBenchmark.tcp("tcp", place, run.sizeBytes()));
        rows.addAll(PackagedPeers.tcp("peer", "", place, run.sizeBytes()));
        rows.addAll(PackagedPeers.udp(place, run.sizeBytes(), 8_192, 1_400));
        run.interleave(rows);
    }
}
