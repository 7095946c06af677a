package dtp.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestsTest {
    @Test
    void aGetKeepsAnAbsoluteNameAndItsSources() {
        GetRequest get = GetRequest.to(Path.of("out.bin"), Endpoint.parse("csp://10/3"))
                .source(Endpoint.parse("tcp://h/x"))
                .build();
        assertTrue(get.file().isAbsolute());
        assertEquals(2, get.sources().size());
    }

    @Test
    void aGetWithoutSourceOrNameIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> GetRequest.to(Path.of("out.bin")).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> GetRequest.to(Path.of("/"), Endpoint.parse("csp://10/3")).build());
    }

    @Test
    void optionsAreCheckedAtTheirLimits() {
        TransferOptions.Builder b = TransferOptions.builder();
        assertEquals(16, b.mtu(16).build().mtu().getAsInt());
        assertThrows(IllegalArgumentException.class, () -> b.mtu(15));
        assertEquals(65_535, b.mtu(65_535).build().mtu().getAsInt());
        assertThrows(IllegalArgumentException.class, () -> b.mtu(65_536));
        assertThrows(IllegalArgumentException.class, () -> b.throughputBytesPerSecond(0));
        assertEquals(64, b.connections(64).build().connections());
        assertThrows(IllegalArgumentException.class, () -> b.connections(65));
        assertThrows(IllegalArgumentException.class, () -> b.connections(0));
        assertThrows(IllegalArgumentException.class, () -> b.idleTimeout(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> b.priority(10));
        assertThrows(IllegalArgumentException.class, () -> b.retries(-1));
    }

    @Test
    void optionsMadeFromOthersKeepEveryValue() {
        TransferOptions all = TransferOptions.builder()
                .mtu(200)
                .throughputBytesPerSecond(5)
                .connections(3)
                .durability(TransferOptions.Durability.PROCESS)
                .idleTimeout(Duration.ofSeconds(3))
                .priority(1)
                .retries(9)
                .waitForContact(true)
                .build();
        TransferOptions copy = all.with().build();
        assertEquals(all.mtu(), copy.mtu());
        assertEquals(all.throughputBytesPerSecond(), copy.throughputBytesPerSecond());
        assertEquals(3, copy.connections());
        assertEquals(TransferOptions.Durability.PROCESS, copy.durability());
        assertEquals(Duration.ofSeconds(3), copy.idleTimeout());
        assertEquals(1, copy.priority());
        assertEquals(9, copy.retries());
        assertTrue(copy.waitForContact());
    }
}
