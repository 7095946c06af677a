package dtp.csp.session;

import dtp.api.Endpoint;
import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.SessionState;
import dtp.api.TransferOptions;
import dtp.api.payload.Digest;
import dtp.tck.doubles.Remotes;
import dtp.tck.doubles.ScriptedTransport;
import dtp.tck.sim.VirtualExecutor;
import dtp.tck.sim.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** An engine on doubles in virtual time, in a folder of the test's own; can be killed and started again. One thread. */
final class Station {
    static final long MINUTE_NS = Duration.ofMinutes(1).toNanos();

    final VirtualTime time;
    final Path folder;
    final Remotes remotes = new Remotes();
    final ScriptedTransport loop;
    final ScriptedTransport stream;
    final ScriptedTransport pushy;
    final ScriptedTransport dtp8;
    MortalDisk disk;
    private final Random random;
    private VirtualTasks tasks;
    Engine engine;

    Station(Path folder, long seed) throws IOException {
        this(folder, seed, 0);
    }

    /** @param loss share of the datagrams of dtp8 that are lost */
    Station(Path folder, long seed, double loss) throws IOException {
        this.folder = folder;
        random = new Random(seed);
        time = new VirtualTime(seed);
        loop = ScriptedTransport.loop(remotes, new VirtualExecutor(time));
        stream = ScriptedTransport.stream(remotes, new VirtualExecutor(time));
        pushy = ScriptedTransport.pushy(remotes, new VirtualExecutor(time));
        dtp8 = ScriptedTransport.dtp8(remotes, new VirtualExecutor(time)).losing(loss, seed);
        start(EngineSettings.defaults());
    }

    void start(EngineSettings settings) throws IOException {
        tasks = new VirtualTasks(time);
        disk = new MortalDisk();
        engine = new Engine(new Engine.Place(tasks, random, disk, folder.resolve("home")), settings);
        engine.transports().add(loop, Set.of("loop"), 0);
        engine.transports().add(stream, Set.of("stream"), 0);
        engine.transports().add(pushy, Set.of("pushy"), 0);
        engine.transports().add(dtp8, Set.of("dtp8"), 0);
        engine.start();
    }

    VirtualTasks tasks() {
        return tasks;
    }

    /** As kill -9: what is in memory is gone. */
    void kill() throws IOException {
        tasks.kill();
        disk.kill();
        engine.transports().remove(loop);
        engine.transports().remove(stream);
        engine.transports().remove(pushy);
        engine.transports().remove(dtp8);
    }

    Path out() {
        return folder.resolve("out.bin");
    }

    GetRequest.Builder request(String... sources) {
        GetRequest.Builder builder = GetRequest.to(out());
        for (String source : sources) {
            builder.source(Endpoint.parse(source));
        }
        return builder.options(
                TransferOptions.builder().idleTimeout(Duration.ofSeconds(2)).build());
    }

    Session get(String... sources) throws IOException {
        return engine.get(request(sources).build());
    }

    /** Runs until the session settles. */
    SessionState settle(Session session) {
        AtomicBoolean settled = new AtomicBoolean();
        session.settled().thenRun(() -> settled.set(true));
        if (!time.runUntil(settled::get, 60 * MINUTE_NS)) {
            throw new AssertionError("still " + session.status() + " after an hour");
        }
        return session.status().state();
    }

    void run(long ms) {
        time.runFor(ms * 1_000_000);
    }

    /** Stops the engine as a container does. */
    void stop() {
        AtomicBoolean stopped = new AtomicBoolean();
        engine.stop().thenRun(() -> stopped.set(true));
        if (!time.runUntil(stopped::get, MINUTE_NS)) {
            throw new AssertionError("the engine did not stop in a minute");
        }
    }

    static Digest digest(byte[] of) throws IOException {
        return new Digest(Digest.SHA_256, FrontHasher.digester(Digest.SHA_256).digest(of));
    }

    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
