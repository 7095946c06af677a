package dtp.csp.component;

import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.payload.PayloadStore;
import dtp.csp.session.Engine;
import dtp.csp.session.PayloadFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A folder, single files, or both, that are served; one for each configuration of factory PID {@value #PID}. Any thread. */
@Component(
        service = PayloadStore.class,
        configurationPid = StoreComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = StoreComponent.Config.class, factory = true)
public final class StoreComponent implements PayloadStore {
    public static final String PID = "dtp.store";

    /** Configuration. */
    @ObjectClassDefinition(name = "DTP payload store")
    @interface Config {
        @AttributeDefinition(description = "Folder to serve; empty: only the single files")
        String root() default "";

        @AttributeDefinition(description = "Single files, each as NAME=PATH; CSP's payload 3 is the name 3")
        String[] files() default {};

        @AttributeDefinition(description = "Uploads may be published below the folder")
        boolean writable() default false;
    }

    private final PayloadFolder store;

    /** @throws IllegalArgumentException naming what is wrong with the configuration */
    @Activate
    public StoreComponent(@Reference EngineComponent component, Config config) {
        Engine engine = component.engine();
        Optional<Path> root = config.root().isEmpty()
                ? Optional.empty()
                : Optional.of(Path.of(config.root()).toAbsolutePath());
        if (root.isPresent() && !Files.isDirectory(root.get())) {
            throw new IllegalArgumentException(root.get() + " is no folder that could be served");
        }
        Map<String, Path> files = new LinkedHashMap<>();
        for (String text : config.files()) {
            int equals = text.indexOf('=');
            if (equals < 1 || equals == text.length() - 1) {
                throw new IllegalArgumentException("expected NAME=PATH but was " + text);
            }
            files.put(
                    text.substring(0, equals),
                    Path.of(text.substring(equals + 1)).toAbsolutePath());
        }
        store = new PayloadFolder(engine.disk(), engine.digests(), root, files, config.writable());
    }

    @Override
    public Optional<Payload> open(String name) throws IOException {
        return store.open(name);
    }

    @Override
    public Stream<PayloadInfo> list() throws IOException {
        return store.list();
    }

    @Override
    public Optional<Path> staging() {
        return store.staging();
    }

    @Override
    public long usableSpace() throws IOException {
        return store.usableSpace();
    }

    @Override
    public void publish(Path verified, PayloadInfo info, boolean replace) throws IOException {
        store.publish(verified, info, replace);
    }
}
