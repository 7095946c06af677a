package dtp.csp;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.csp.dtp.ClientSettings;
import dtp.csp.dtp.DtpClient;
import dtp.csp.dtp.DtpServer;
import dtp.csp.dtp.DtpTransport;
import dtp.csp.dtp.ServerSettings;
import dtp.csp.dtp.SimNode;
import dtp.csp.session.Engine;
import dtp.csp.session.EngineSettings;
import dtp.csp.session.MortalDisk;
import dtp.csp.session.PayloadFolder;
import dtp.csp.session.VirtualTasks;
import dtp.path.PathModel;
import dtp.tck.sim.SimulatedLink;
import dtp.tck.sim.SimulatedNetwork;
import dtp.tck.sim.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A ground station and a spacecraft in virtual time, each with everything that a real one has but sockets and threads: engine,
 * session files, CSP node, DTP. Either can be killed and started again. One thread.
 */
final class SimulatedPass {
    private static final int GROUND = 11;
    private static final int SPACECRAFT = 10;
    private static final int PAYLOAD = 3;

    final VirtualTime time;
    final SimulatedNetwork network;
    final Path output;
    private final SimulatedLink link;
    private final Path folder;
    private final Path source;
    private final Random random;
    private Life ground;
    private Life spacecraft;

    /** What dies with a process. */
    private record Life(SimNode node, Engine engine, VirtualTasks tasks, MortalDisk disk) {
        void kill() {
            node.stop();
            tasks.kill();
            try {
                disk.kill();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    SimulatedPass(Path folder, byte[] content, PathModel path, long seed) throws IOException {
        this.folder = folder;
        random = new Random(seed);
        time = new VirtualTime(seed);
        network = new SimulatedNetwork(time, seed);
        link = network.link("space", path);
        source = Files.write(folder.resolve("source.bin"), content);
        output = folder.resolve("out.bin");
        startSpacecraft();
        startGround();
    }

    private Engine engine(VirtualTasks tasks, MortalDisk disk, String home) throws IOException {
        EngineSettings defaults = EngineSettings.defaults();
        EngineSettings settings = new EngineSettings(
                4 << 20,
                true,
                defaults.uploadDurability(),
                defaults.uploadRetention(),
                defaults.mostStoredUploads(),
                defaults.mostRunning());
        return new Engine(new Engine.Place(tasks, random, disk, folder.resolve(home)), settings);
    }

    void startSpacecraft() throws IOException {
        SimNode node = new SimNode(time, SPACECRAFT, random.nextLong()).join(link.b());
        VirtualTasks tasks = new VirtualTasks(time);
        MortalDisk disk = new MortalDisk();
        Engine engine = engine(tasks, disk, "spacecraft");
        Map<String, Path> files = Map.of(String.valueOf(PAYLOAD), source);
        engine.stores().add(new PayloadFolder(disk, engine.digests(), Optional.empty(), files, false), 0, 0);
        engine.start();
        new DtpServer(node, engine.servingForBundle(), ServerSettings.DEFAULT, Runnable::run, line -> {}).start();
        spacecraft = new Life(node, engine, tasks, disk);
    }

    void startGround() throws IOException {
        SimNode node = new SimNode(time, GROUND, random.nextLong()).join(link.a());
        VirtualTasks tasks = new VirtualTasks(time);
        MortalDisk disk = new MortalDisk();
        Engine engine = engine(tasks, disk, "ground");
        DtpClient client = new DtpClient(node, ClientSettings.DEFAULT, new Random(random.nextLong()));
        client.start();
        engine.transports().add(new DtpTransport(client, n -> Optional.empty()), Set.of(DtpTransport.CSP), 0);
        engine.start();
        ground = new Life(node, engine, tasks, disk);
    }

    /** As kill -9 and a restart. */
    void restartGround() throws IOException {
        ground.kill();
        startGround();
    }

    /** As kill -9 and a restart. */
    void restartSpacecraft() throws IOException {
        spacecraft.kill();
        startSpacecraft();
    }

    /** Starts the get, or finds the session that goes on with it; empty when the file is there. */
    Optional<Session> session(GetRequest request) throws IOException {
        Optional<Session> known = ground.engine().sessions().stream().findAny();
        if (known.isPresent() || Files.exists(output)) {
            return known;
        }
        return Optional.of(ground.engine().get(request));
    }

    GetRequest.Builder request() {
        return GetRequest.to(output, Endpoint.parse("csp://" + SPACECRAFT + "/" + PAYLOAD));
    }

    /**
     * What an operator does who wants the file: looks, and resumes what has come to rest.
     *
     * @return false when the file is not there after {@code bound}
     */
    boolean insist(GetRequest request, Duration bound) throws IOException {
        long endNs = time.nowNs() + bound.toNanos();
        while (time.nowNs() < endNs) {
            Optional<Session> session = session(request);
            if (session.isEmpty() || session.get().status().state() == SessionState.COMPLETED) {
                return Files.exists(output);
            }
            SessionState state = session.get().status().state();
            if (state == SessionState.PAUSED || state == SessionState.FAILED) {
                session.get().resume();
            }
            time.runFor(Duration.ofSeconds(10).toNanos());
        }
        return false;
    }
}
