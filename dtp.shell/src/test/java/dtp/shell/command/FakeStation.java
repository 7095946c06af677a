package dtp.shell.command;

import dtp.api.transport.Transport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A container without OSGi: services are there once they are configured, as the test has said. */
final class FakeStation implements Station {
    final Map<Class<?>, Object> services = new HashMap<>();
    final Set<String> schemes = new HashSet<>(Set.of("csp", "tcp", "kftp", "zmq"));
    /** Services that only a filter with this service.pid finds. */
    final Map<String, Object> byPid = new HashMap<>();

    final Map<Class<?>, Object> afterConfiguration = new HashMap<>();
    final List<String> configured = new ArrayList<>();
    final Map<String, Map<String, ?>> properties = new HashMap<>();
    final Set<String> refuses = new HashSet<>();
    private final Path home;

    FakeStation(Path home) {
        this.home = home;
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public Path config() {
        return home.resolve("config");
    }

    @Override
    public String version() {
        return "0.1.0";
    }

    @Override
    public void configure(String pid, Map<String, ?> values) {
        configured.add(pid);
        properties.put(pid, values);
    }

    @Override
    public void configure(String factoryPid, String name, Map<String, ?> values) {
        configured.add(factoryPid + "~" + name);
        properties.put(factoryPid + "~" + name, values);
    }

    @Override
    public <T> Optional<T> find(Class<T> type, String filter) {
        Optional<Object> named = byPid.entrySet().stream()
                .filter(e -> filter.contains("(service.pid=" + e.getKey() + ")"))
                .map(Map.Entry::getValue)
                .findFirst();
        return Optional.ofNullable(type.cast(named.orElse(services.get(type))))
                .filter(service -> isOfKnownScheme(filter))
                .filter(service -> isConfigured(filter));
    }

    private boolean isConfigured(String filter) {
        return !filter.contains("service.pid=")
                || configured.stream()
                        .anyMatch(pid -> !refuses.contains(pid) && filter.contains("(service.pid=" + pid + ")"));
    }

    private boolean isOfKnownScheme(String filter) {
        return !filter.contains(Transport.SCHEME) || schemes.stream().anyMatch(s -> filter.contains("=" + s + ")"));
    }

    @Override
    public List<String> values(Class<?> type, String property) {
        return services.containsKey(type) ? List.of("keygen") : List.of();
    }

    @Override
    public <T> Optional<T> await(Class<T> type, String filter, long timeoutMs) {
        Object made = afterConfiguration.get(type);
        if (made != null) {
            services.put(type, made);
        }
        return find(type, filter);
    }

    @Override
    public void stay() {
        configured.add("stay");
    }
}
