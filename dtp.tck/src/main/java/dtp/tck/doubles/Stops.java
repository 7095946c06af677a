package dtp.tck.doubles;

import dtp.api.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Those who want to hear once that something is to be ended. Any thread. */
final class Stops {
    private final List<Consumer<Reason>> waiting = new ArrayList<>();
    private Reason stopped;

    void onStop(Consumer<Reason> stop) {
        Reason now;
        synchronized (this) {
            now = stopped;
            if (now == null) {
                waiting.add(stop);
            }
        }
        if (now != null) {
            stop.accept(now);
        }
    }

    void stop(Reason reason) {
        List<Consumer<Reason>> all;
        synchronized (this) {
            if (stopped != null) {
                return;
            }
            stopped = reason;
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(s -> s.accept(reason));
    }
}
