package dtp.shell.command;

import dtp.api.GetRequest;
import dtp.api.Session;
import dtp.api.SessionService;
import dtp.api.SessionState;
import dtp.api.SessionStatus;
import dtp.api.transport.Transport;
import dtp.shell.bench.Downloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Downloads as an application would make them, in this process. Used on the command's thread. */
final class OwnDownloads implements Downloads {
    private static final long PATIENCE_S = 120;

    private final Invocation in;
    private SessionService sessions; // made at the first run

    OwnDownloads(Invocation in) {
        this.in = in;
    }

    @Override
    public void all(Path home, List<GetRequest> requests, int atOnce) throws IOException, InterruptedException {
        try {
            prepare(home);
        } catch (CommandException e) {
            throw new IOException(e.getMessage(), e);
        }
        Semaphore free = new Semaphore(atOnce);
        AtomicReference<SessionStatus> wrong = new AtomicReference<>();
        for (GetRequest request : requests) {
            next(free, 1);
            Session session = sessions.get(request);
            session.settled().whenComplete((status, failed) -> {
                if (status == null || status.state() != SessionState.COMPLETED) {
                    wrong.compareAndSet(null, session.status());
                }
                free.release();
            });
        }
        next(free, atOnce);
        if (wrong.get() != null) {
            throw new IOException("a download was not completed: " + wrong.get());
        }
    }

    private static void next(Semaphore free, int permits) throws IOException, InterruptedException {
        if (!free.tryAcquire(permits, PATIENCE_S, TimeUnit.SECONDS)) {
            throw new IOException("a download did not end within " + PATIENCE_S + " s");
        }
    }

    private void prepare(Path home) throws CommandException, IOException {
        if (sessions == null) {
            in.station().configure("dtp.session", Map.of("home", home.toString(), "resumeOnStart", false));
            sessions = in.station()
                    .await(SessionService.class, "")
                    .orElseThrow(() -> CommandException.failed("the session service did not start"));
            in.station().await(Transport.class, "(" + Transport.SCHEME + "=tcp)");
        }
    }
}
