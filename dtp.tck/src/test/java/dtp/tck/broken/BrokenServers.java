package dtp.tck.broken;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Servers that are wrong, each in one way. */
public final class BrokenServers {
    private BrokenServers() {}

    /** One or more for every sentence. */
    public static List<Broken<Supplier<TestServer>>> all() {
        return List.of(
                new Broken<>("t24", "tells the configured port", TellsConfigured::new),
                new Broken<>("t24", "tells a port that it has not", TellsTaken::new),
                new Broken<>("t24", "says that it listens while it does not", SaysListening::new),
                new Broken<>("t24", "gives up when its port is taken", GivesUp::new),
                new Broken<>("t24", "waits until it listens", Waits::new),
                new Broken<>("t24", "keeps its port", KeepsPort::new));
    }

    private static final class TellsConfigured extends TestServer {
        @Override
        public OptionalInt port() {
            return isListening() ? OptionalInt.of(configured()) : OptionalInt.empty();
        }
    }

    private static final class TellsTaken extends TestServer {
        @Override
        public OptionalInt port() {
            return isListening() ? super.port() : OptionalInt.of(configured());
        }
    }

    private static final class SaysListening extends TestServer {
        @Override
        public String text() {
            return "listening";
        }
    }

    private static final class GivesUp extends TestServer {
        private boolean tried;

        @Override
        void bind() {
            if (!tried) {
                tried = true;
                super.bind();
            }
        }
    }

    private static final class Waits extends TestServer {
        @Override
        public String text() {
            if (!isListening()) {
                Tampering.block(1_000);
            }
            return super.text();
        }
    }

    private static final class KeepsPort extends TestServer {
        @Override
        public void stop() {
            // Nothing is closed, that is the fault.
        }
    }
}
