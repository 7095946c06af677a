package dtp.csp.session;

import dtp.api.Reason;
import dtp.api.Session;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A station, and a satellite that sends an image of 300 kB in three seconds. */
abstract class ImageFixture {
    static final int SIZE = 300_000;

    @TempDir
    Path folder;

    Station station;
    final byte[] content = Station.bytes(SIZE, 1);

    @BeforeEach
    final void beginStation() throws IOException {
        station = new Station(folder, 1);
        station.remotes.host("sat").holds("image", content).rateBytesPerSecond(100_000);
    }

    static Reason.Code code(Session session) {
        return session.status().reason().orElseThrow().code();
    }
}
