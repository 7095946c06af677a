package dtp.csp.dtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.interval.IntervalSet;
import dtp.api.transport.Source;
import dtp.path.Impairment;
import dtp.path.PathModel;
import dtp.tck.sim.SeededTest;
import java.util.List;
import java.util.Random;

/** Outages, pauses and lost responses in any order: a C server keeps slots for others, and every file comes whole in the end. */
class CServerPlacesSimTest {
    private static final long S = 1_000_000_000L;

    /** Two, and a third only while nothing was heard of them. */
    private static final int MOST_SLOTS = 3;

    /** A session as the engine has it: asks for what is missing until nothing is, and can be paused. */
    private static final class Session {
        private final DtpRig rig;
        private final int payload;
        private final long rate;
        private final TestSink sink;
        private Source source;

        Session(DtpRig rig, int payload, byte[] truth, long rate) {
            this.rig = rig;
            this.payload = payload;
            this.rate = rate;
            sink = new TestSink(truth);
            sink.over = true;
            source = newSource();
        }

        private Source newSource() {
            return rig.source(payload, DtpRig.options(256, rate).build());
        }

        void pauseAndResume() {
            source.close();
            source = newSource();
        }

        void fetchWhatIsMissing() {
            if (sink.over && !sink.isWhole()) {
                sink.over = false;
                IntervalSet missing = sink.missing().firstIntervals(8);
                rig.fetch(source, sink.told.isEmpty() ? DtpRig.everything() : missing, sink);
            }
        }
    }

    @SeededTest(200)
    void aServerKeepsItsSlotsAndEveryFileComesWhole(long seed) {
        Random random = new Random(seed);
        String path = "loss=" + random.nextInt(10) / 100.0 + ",delay=" + random.nextInt(300) + "ms";
        DtpRig rig = new DtpRig(seed, PathModel.parse(path));
        FragileCServer server = new FragileCServer(rig.time, rig.link.b());
        server.responsesToLose = random.nextInt(3);
        Session[] sessions = new Session[1 + random.nextInt(3)];
        for (int i = 0; i < sessions.length; i++) {
            byte[] truth = DtpRig.bytes(1 + random.nextInt(60_000), seed + i);
            server.payloads.put(i, truth);
            sessions[i] = new Session(rig, i, truth, 100L + random.nextInt(10_000));
        }
        for (int step = 0; step < 30; step++) {
            Session any = sessions[random.nextInt(sessions.length)];
            fetchFor(rig, sessions, random.nextInt(40));
            switch (random.nextInt(3)) {
                case 0 -> outage(rig, random.nextInt(30));
                case 1 -> any.pauseAndResume();
                default -> server.responsesToLose += random.nextInt(2);
            }
        }
        fetchFor(rig, sessions, 6 * 3_600);
        for (Session session : sessions) {
            assertTrue(session.sink.isWhole(), () -> "missing " + session.sink.missing() + " over " + path);
            assertEquals(0, session.sink.callsAfterEnd);
        }
        assertEquals(List.of(), server.harm);
        assertTrue(server.mostInService <= MOST_SLOTS, server.mostInService + " slots were taken");
        assertTrue(server.mostOpen < server.slots, "others are accepted");
    }

    private static void fetchFor(DtpRig rig, Session[] sessions, long seconds) {
        long untilNs = rig.time.nowNs() + seconds * S;
        while (rig.time.nowNs() < untilNs && !allWhole(sessions)) {
            for (Session session : sessions) {
                session.fetchWhatIsMissing();
            }
            rig.time.runFor(S);
        }
    }

    private static boolean allWhole(Session[] sessions) {
        boolean all = true;
        for (Session session : sessions) {
            all &= session.sink.isWhole();
        }
        return all;
    }

    private static void outage(DtpRig rig, long seconds) {
        Impairment a = rig.link.a().impairment();
        Impairment b = rig.link.b().impairment();
        Impairment nothing = Impairment.builder().loss(1).build();
        rig.link.a().change(nothing);
        rig.link.b().change(nothing);
        rig.time.runFor(seconds * S);
        rig.link.a().change(a);
        rig.link.b().change(b);
    }
}
