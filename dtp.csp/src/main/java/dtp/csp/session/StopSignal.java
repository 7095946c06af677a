package dtp.csp.session;

import dtp.api.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** "End it": each action runs once, at once when it is so already. Any thread. */
final class StopSignal {
    private final List<Consumer<Reason>> actions = new ArrayList<>();
    private Reason reason;

    void onStop(Consumer<Reason> action) {
        Reason now;
        synchronized (this) {
            now = reason;
            if (now == null) {
                actions.add(action);
            }
        }
        if (now != null) {
            action.accept(now);
        }
    }

    void stop(Reason why) {
        List<Consumer<Reason>> all;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            all = List.copyOf(actions);
            actions.clear();
        }
        all.forEach(a -> a.accept(why));
    }

    synchronized Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }
}
