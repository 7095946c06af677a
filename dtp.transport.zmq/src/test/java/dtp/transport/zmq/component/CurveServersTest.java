package dtp.transport.zmq.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.transport.zmq.net.ServerAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The servers that a configuration says are spoken to with CURVE: one that is not recognised would be spoken to in the clear. */
class CurveServersTest {
    private static final String KEY = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";

    private static void same(String entry, String endpoint) {
        assertEquals(Map.of(ServerAddress.parse(endpoint), KEY), ZmqTransportComponent.servers(entry + "=" + KEY));
    }

    private static String refused(String... entries) {
        return assertThrows(IllegalArgumentException.class, () -> ZmqTransportComponent.servers(entries))
                .getMessage();
    }

    @Test
    void aServerWithoutAPortIsTheOneAtTheUsualPort() {
        same("station", "station:5555");
        same("station:5555", "station");
        same("[::1]", "[::1]:5555");
    }

    @Test
    void howTheSameServerIsWrittenDoesNotMatter() {
        same(" Station.Example:7 ", "station.example:7");
        same("station:05555", "STATION");
        same("[2001:DB8::1]:7", "[2001:db8:0:0:0:0:0:1]:7");
        same("[::ffff:10.0.0.1]:7", "10.0.0.1:7");
        same("[fe80::1%Net]:7", "[FE80::0:1%Net]:7");
    }

    @Test
    void whatIsNoServerIsRefusedWithTheEntry() {
        for (String wrong :
                new String[] {"a:b:c=" + KEY, "a:0=" + KEY, "[a]=" + KEY, "[1:2]=" + KEY, "=" + KEY, "a:1"}) {
            String said = refused(wrong);
            assertTrue(said.startsWith("expected HOST:PORT=PUBLICKEY but was \"" + wrong + "\": "), said);
        }
    }

    @Test
    void aServerStandsOnce() {
        assertEquals(
                "the server station:5555 stands twice in curve.servers",
                refused("station=" + KEY, "STATION:5555=" + KEY));
    }
}
