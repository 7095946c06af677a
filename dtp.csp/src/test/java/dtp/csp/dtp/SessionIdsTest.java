package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dtp.api.Endpoint;
import dtp.csp.wire.ChunkRange;
import dtp.csp.wire.DtpRequest;
import dtp.path.PathModel;
import dtp.tck.sim.SeededTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/** Whose a session id is, against a map. */
class SessionIdsTest {
    @SeededTest(50)
    void everyIdIsFoundAsLongAsItIsKnownAndNotLonger(long seed) {
        Random random = new Random(seed);
        DtpRig rig = new DtpRig(seed, PathModel.parse(""));
        DownloadSettings settings = new DownloadSettings(
                Endpoint.parse("csp://10/3"), 10, 3, 256, 0, 5, 1_000_000_000L, OptionalInt.empty());
        DtpDownload download = new DtpDownload(rig.client, settings, new DtpRate(1_000, 1_000));
        // few different ids, so that runs of the table grow long
        SessionIds ids = new SessionIds(random);
        Map<Integer, DtpExchange> model = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            int id = random.nextInt(200) << 7;
            if (random.nextBoolean() && !model.containsKey(id)) {
                DtpRequest request = DtpRequest.of(1_000, 3, id, 256, List.of(ChunkRange.FIRST_CHUNK));
                DtpExchange exchange = new DtpExchange(download, null, request, Purpose.DATA);
                ids.add(exchange);
                model.put(id, exchange);
            } else if (model.containsKey(id) && random.nextBoolean()) {
                ids.remove(model.remove(id));
            }
            int asked = random.nextInt(210) << 7;
            if (model.containsKey(asked)) {
                assertSame(model.get(asked), ids.find(asked));
            } else {
                assertNull(ids.find(asked));
            }
        }
    }
}
