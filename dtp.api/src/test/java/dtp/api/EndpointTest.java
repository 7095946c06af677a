package dtp.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "csp://10/3",
                "tcp://host:50001/dir/name",
                "kftp://a,b:6970,[::1]/x",
                "kftp://[::1]:1,[::2]:2/x",
                "tcp://sat_1/name",
                "loop://here/",
                "zmq://host:5555/a%20b%25?key=station&ranged=required",
                "tcp://h/%C3%A4"
            })
    void theTextOfAnEndpointReadsBackAsTheSameEndpoint(String text) {
        Endpoint endpoint = Endpoint.parse(text);
        assertEquals(text, endpoint.toString());
        assertEquals(endpoint, Endpoint.parse(endpoint.toString()));
    }

    @Test
    void theAuthorityStaysVerbatimAndTheNameIsDecoded() {
        Endpoint endpoint = Endpoint.parse("kftp://a,b:6970,[::1]/dir/a%20b?rate=10&x");
        assertEquals("kftp", endpoint.scheme());
        assertEquals("a,b:6970,[::1]", endpoint.authority());
        assertEquals("dir/a b", endpoint.name());
        assertEquals(Map.of("rate", "10", "x", ""), endpoint.options());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "csp",
                "csp:/10/3",
                "://10/3",
                "csp:///3",
                "csp://10",
                "CSP://10/3",
                "csp://1 0/3",
                "csp://10/%zz",
                "csp://10/%4",
                "csp://10/%ff",
                "csp://10/3?=1",
                "csp://10/3?a=1&a=2",
                "1csp://10/3"
            })
    void whatIsNoEndpointIsRefusedWithItsText(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(text));
        assertTrue(e.getMessage().contains(text), e.getMessage());
    }

    @Test
    void anEndpointAtTheLimitIsReadAndOneBeyondRefused() {
        String limit = "csp://10/" + "x".repeat(Endpoint.MAX_LENGTH - 9);
        assertEquals(Endpoint.MAX_LENGTH, Endpoint.parse(limit).toString().length());
        assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(limit + "x"));
    }

    @Test
    void partsThatNeedEncodingSurviveTheRoundTrip() {
        Endpoint endpoint = Endpoint.of("tcp", "h:1", "a?b#c%d/ü", Map.of("k&", "v=1 2"));
        assertEquals("a?b#c%d/ü", endpoint.name());
        assertEquals(Map.of("k&", "v=1 2"), endpoint.options());
    }
}
