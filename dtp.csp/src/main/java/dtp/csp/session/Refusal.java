package dtp.csp.session;

import dtp.api.transport.RefusedException;
import dtp.api.transport.RefusedException.Why;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Words and kinds for what this container refuses to a peer (names.md: a refusal tells nothing about what is there). */
final class Refusal {
    private Refusal() {}

    static RefusedException of(Why why, String text) {
        return new RefusedException(why, text);
    }

    /** What a failed task means to a peer. */
    static RefusedException of(Throwable failure) {
        if (failure instanceof CompletionException dependent && dependent.getCause() != null) {
            return of(dependent.getCause()); // a stage hands on the failure of another wrapped
        }
        if (failure instanceof RefusedException refused) {
            return refused;
        }
        if (failure instanceof FileAlreadyExistsException) {
            return of(Why.EXISTS, "there is a payload of that name");
        }
        if (failure instanceof IOException io && Trouble.isDiskFull(io)) {
            return of(Why.NO_SPACE, "no space is left");
        }
        return of(Why.IO, "this container cannot read or write it");
    }

    /** A task that may refuse. */
    interface Task<T> {
        T run() throws RefusedException, IOException;
    }

    /** Runs {@code task} on the lane; the future fails with {@link RefusedException} and nothing else ([V02]). */
    static <T> CompletionStage<T> on(Tasks tasks, Tasks.Lane lane, Task<T> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        tasks.execute(lane, () -> {
            try {
                future.complete(task.run());
            } catch (RefusedException | IOException | RuntimeException e) {
                future.completeExceptionally(of(e));
            }
        });
        return future.minimalCompletionStage();
    }
}
