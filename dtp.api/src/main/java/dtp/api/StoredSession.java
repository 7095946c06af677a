package dtp.api;

import dtp.api.interval.IntervalSet;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;

/** A session as its files tell it, looked at without taking it: an immutable snapshot. */
@ProviderType
public interface StoredSession {
    UUID id();

    Session.Direction direction();

    List<Endpoint> endpoints();

    /** The final name, absolute. */
    Path file();

    SessionStatus status();

    /** How it was asked for, as far as its files tell. */
    default TransferOptions options() {
        return TransferOptions.defaults();
    }

    IntervalSet held();

    /** True when a living process has it open. */
    boolean inUse();

    /** The process that has it open, where that is known; only while {@link #inUse}. */
    default OptionalLong process() {
        return OptionalLong.empty();
    }
}
