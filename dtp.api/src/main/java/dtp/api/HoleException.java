package dtp.api;

import dtp.api.interval.Interval;
import java.io.IOException;

/** The byte asked for is not here yet. */
public final class HoleException extends IOException {
    private static final long serialVersionUID = 1;

    private final long start;
    private final long end;

    public HoleException(Interval hole) {
        super("bytes " + hole.start() + " to " + (hole.end() - 1) + " are not here yet");
        start = hole.start();
        end = hole.end();
    }

    /** The whole hole around the byte. */
    public Interval hole() {
        return new Interval(start, end);
    }
}
