package dtp.csp.component;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's configuration tables name every property that there is. */
class ReadmeTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                NodeConfig.class,
                ServerConfig.class,
                TransportConfig.class,
                EngineComponent.Config.class,
                StoreComponent.Config.class,
                PeerComponent.Config.class
            })
    void everyPropertyOfAConfigurationStandsInTheReadme(Class<?> configuration) throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (Method property : configuration.getDeclaredMethods()) {
            String name = property.getName().replace('_', '.');
            assertTrue(readme.contains("`" + name + "`"), name + " is not in dtp.csp/README.md");
        }
    }
}
