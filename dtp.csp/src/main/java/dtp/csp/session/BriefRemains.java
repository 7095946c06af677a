package dtp.csp.session;

import dtp.csp.store.Disk;
import dtp.csp.store.SessionPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps what a program left that was killed in the moment in which it published a small file (ADR 8): once for each folder that
 * an engine gets small files into. Any thread; sweeps on the STORES lane.
 */
final class BriefRemains {
    private static final Logger LOG = LoggerFactory.getLogger(BriefRemains.class);
    private static final Duration OLD = Duration.ofHours(1);
    private static final int MOST_FOLDERS = 256;

    private final Tasks tasks;
    private final Disk disk;
    private final Set<Path> seen = new HashSet<>();

    BriefRemains(Tasks tasks, Disk disk) {
        this.tasks = tasks;
        this.disk = disk;
    }

    void look(Path folder) {
        synchronized (seen) {
            if (seen.size() == MOST_FOLDERS) {
                seen.clear();
            }
            if (!seen.add(folder)) {
                return;
            }
        }
        tasks.execute(Tasks.Lane.STORES, () -> sweep(folder));
    }

    private void sweep(Path folder) {
        Instant old = tasks.wallClock().minus(OLD);
        try {
            for (Path file : disk.list(folder)) {
                if (SessionPaths.isBrief(file)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                    disk.delete(file);
                }
            }
        } catch (IOException e) {
            LOG.debug("{} is not swept", folder, e);
        }
    }
}
