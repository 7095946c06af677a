package dtp.transport.tcp.component;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Configurations as Declarative Services make them: what is not set has its default. */
final class Configs {
    private Configs() {}

    static <T> T of(Class<T> type, Map<String, Object> set) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> set.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}
