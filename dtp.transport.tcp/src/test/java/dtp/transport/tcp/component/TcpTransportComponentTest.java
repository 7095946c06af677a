package dtp.transport.tcp.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.transport.End;
import dtp.api.transport.Source;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The client as configured: what it opens with the first transfer, it opens for nobody once it is closed. */
class TcpTransportComponentTest {
    private static final Endpoint NOWHERE = Endpoint.parse("tcp://127.0.0.1:1/image");

    @AutoClose("close")
    private final TcpTransportComponent component = component(Map.of());

    private static TcpTransportComponent component(Map<String, Object> set) {
        return new TcpTransportComponent(Configs.of(TransportConfig.class, set));
    }

    private static End.Kind contact(Source source) throws Exception {
        return source.contact()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .end()
                .kind();
    }

    private Source source() {
        return component.source(NOWHERE, TransferOptions.builder().build());
    }

    @Test
    void whereNobodyListensThereIsNoContactAndItMayBeTriedAgain() throws Exception {
        assertEquals(End.Kind.TRANSIENT, contact(source()));
        assertEquals(End.Kind.TRANSIENT, contact(source()));
    }

    @Test
    void whatIsAskedForTheFirstTimeAfterTheCloseIsClosed() throws Exception {
        component.close();
        assertEquals(End.Kind.CLOSED, contact(source()));
    }

    @Test
    void whatIsAskedOnceMoreAfterTheCloseIsClosed() throws Exception {
        Source before = source();
        component.close();
        assertEquals(End.Kind.CLOSED, contact(before));
        assertEquals(End.Kind.CLOSED, contact(source()));
    }

    @Test
    void aStoreThatCannotBeReadIsRefusedBeforeTheFirstTransfer() {
        Map<String, Object> missing = Map.of("tls_trust_store", "/nowhere/trust.p12");
        String why = assertThrows(IllegalArgumentException.class, () -> component(missing))
                .getMessage();
        assertTrue(why.contains("/nowhere/trust.p12"), why);
    }
}
