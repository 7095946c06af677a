package dtp.csp.component;

import dtp.csp.session.Engine;
import dtp.csp.session.EngineSettings;
import dtp.csp.store.RealDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** An engine in real time, for contract tests and measurements. */
final class RealEngine implements AutoCloseable {
    private final ThreadTasks tasks = new ThreadTasks();
    final Engine engine;

    RealEngine(Path home) throws IOException {
        this(home, EngineSettings.defaults());
    }

    RealEngine(Path home, EngineSettings settings) throws IOException {
        engine = new Engine(new Engine.Place(tasks, new Random(1), new RealDisk(), home), settings);
        engine.start();
    }

    @Override
    public void close() {
        engine.stop().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        tasks.close();
    }
}
