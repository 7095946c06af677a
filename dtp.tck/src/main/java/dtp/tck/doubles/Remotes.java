package dtp.tck.doubles;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The far ends that a test has made up, by the authority of their endpoints. Thread-safe. */
public final class Remotes {
    private final Map<String, RemoteHost> hosts = new ConcurrentHashMap<>();

    /** The host of that name, made when it is new. */
    public RemoteHost host(String authority) {
        return hosts.computeIfAbsent(authority, RemoteHost::new);
    }

    /** Empty: nobody is there, and requests end QUIET. */
    Optional<RemoteHost> find(String authority) {
        return Optional.ofNullable(hosts.get(authority));
    }
}
