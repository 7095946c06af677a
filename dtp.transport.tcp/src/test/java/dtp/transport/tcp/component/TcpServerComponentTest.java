package dtp.transport.tcp.component;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.tck.doubles.ScriptedServing;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a server's configuration must not promise without keeping it. */
class TcpServerComponentTest {
    private static String refusal(Map<String, Object> set) {
        ServerConfig config = Configs.of(ServerConfig.class, set);
        return assertThrows(IllegalArgumentException.class, () -> new TcpServerComponent(config, new ScriptedServing()))
                .getMessage();
    }

    @Test
    void clientsThatAreNotAskedForTheirKeysCannotBeTrusted() {
        String why = refusal(Map.of("port", 0, "tls_key_store", "/keys", "tls_trust_store", "/trust"));
        assertTrue(why.contains("tls.need.client"), why);
    }

    @Test
    void aServerWithoutAKeyAuthenticatesNobody() {
        String trusting = refusal(Map.of("port", 0, "tls_trust_store", "/trust"));
        assertTrue(trusting.contains("tls.trust.store needs tls.key.store"), trusting);
        String needing = refusal(Map.of("port", 0, "tls_need_client", true));
        assertTrue(needing.contains("tls.need.client needs tls.key.store"), needing);
    }
}
